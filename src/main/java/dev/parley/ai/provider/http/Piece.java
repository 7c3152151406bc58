package dev.parley.ai.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Usage;
import java.util.List;

/**
 * What one document of an answer says.
 *
 * @param text never null, mostly not empty
 * @param thinking the model reasons: nothing that is shown, but a sign of life
 * @param usage null unless told; a later one replaces it
 * @param error the provider's own error; null when there is none
 * @param calls what it tells of the tools that the model wants; mostly empty
 */
public record Piece(
    String text, boolean thinking, Stage stage, Usage usage, JsonNode error, List<CallPart> calls) {
  /** Says nothing. */
  public static final Piece NOTHING = text("");

  /** How far an answer is. */
  public enum Stage {
    GOES_ON,
    /** All text has come; only figures and the end of the stream may follow. */
    FINISHED,
    /** The model, or a filter before it, will not say it. */
    REFUSED,
    /** Nothing more comes. */
    DONE
  }

  public Piece {
    calls = List.copyOf(calls);
  }

  /** Without calls. */
  public Piece(String text, boolean thinking, Stage stage, Usage usage, JsonNode error) {
    this(text, thinking, stage, usage, error, List.of());
  }

  public static Piece text(String text) {
    return new Piece(text, false, Stage.GOES_ON, null, null);
  }

  public static Piece call(CallPart call) {
    return new Piece("", false, Stage.GOES_ON, null, null, List.of(call));
  }

  /** The answer failed. */
  public static Piece error(JsonNode error) {
    return new Piece("", false, Stage.GOES_ON, null, error);
  }
}
