package dev.parley.bus;

import dev.parley.chat.Usage;
import dev.parley.protocol.Failure;
import java.util.List;

/**
 * Answers for programs: asked of the ai role with a whole prompt, told piece by piece to whoever
 * asked, and kept nowhere.
 *
 * <p>One piece is under way at a time. The asker answers a piece when it has room for the next one,
 * so that a slow reader slows the provider down (PAUSE); after {@link #HEARD_MS} without an answer
 * the ai node gives up. It tells an empty piece every {@link #BEAT_MS} when there is nothing to
 * tell, so that each side finds out when the other is gone: an asker that hears nothing for {@link
 * #SILENCE_MS} gives up too. {@link Ai#CANCEL} ends it at once.
 */
public final class Asking {
  /**
   * Any ai node takes it, at once or when a place is free. Refused with UNAVAILABLE when its queue
   * is full, with INVALID_FIELD for pictures or tools that the model cannot take, with
   * QUOTA_EXCEEDED.
   */
  public static final Address<Ask, Taken> ASK =
      Address.service("parley.ai.ask", Ask.class, Taken.class);

  /** Longest wait for the answer to a piece, milliseconds. */
  public static final long HEARD_MS = 25_000;

  /** From one sign of life of the ai node to the next, milliseconds. */
  public static final long BEAT_MS = 4_000;

  /** Longest time without a sign of life, milliseconds. */
  public static final long SILENCE_MS = 15_000;

  /** Most characters of all turns, with what was wanted of tools. */
  public static final int MAX_CHARACTERS = 400_000;

  /** Most tools of one ask. */
  public static final int MAX_TOOLS = 128;

  /** Most characters of all tools, and of the schema of the answer. */
  public static final int MAX_WISHES_CHARACTERS = 200_000;

  /** The schema of an answer that is any JSON object. */
  public static final String ANY_OBJECT = "{\"type\":\"object\"}";

  private Asking() {}

  /** Where an asker hears pieces. Refused with NOT_FOUND when it does not wait any more. */
  public static Address<Piece, Heard> pieces(String asker) {
    return Address.service("parley.asking.pieces." + asker, Piece.class, Heard.class);
  }

  /**
   * @param id random, made by the asker
   * @param asker where the pieces are told
   * @param model null for the server's default
   * @param turns oldest first, at most {@link #MAX_CHARACTERS}
   * @param userId whose quota it is; null for nobody's
   */
  public record Ask(
      String id,
      String asker,
      String model,
      List<Turn> turns,
      Bounds bounds,
      Wishes wishes,
      Long userId) {
    public Ask {
      turns = List.copyOf(turns);
      wishes = wishes == null ? Wishes.NONE : wishes;
    }

    /** On nobody's account. */
    public Ask(String id, String asker, String model, List<Turn> turns, Bounds bounds) {
      this(id, asker, model, turns, bounds, Wishes.NONE, null);
    }
  }

  /**
   * How to answer; what is null is left to the model.
   *
   * @param tools that the model may want; the asker calls them
   * @param temperature 0 to 2
   * @param topP 0 to 1
   * @param schema a JSON Schema of the answer, as text
   * @param strict the model is held to the schema where the provider can do that
   */
  public record Wishes(
      List<Tool> tools,
      ToolChoice choice,
      Double temperature,
      Double topP,
      String schema,
      boolean strict) {
    /** All is left to the model, which is told of no tools. */
    public static final Wishes NONE = new Wishes(List.of(), null, null, null, null, false);

    public Wishes {
      tools = List.copyOf(tools);
    }
  }

  /**
   * @param parameters a JSON Schema of an object, as text
   */
  public record Tool(String name, String description, String parameters) {}

  /** Whether the model calls tools. */
  public sealed interface ToolChoice {
    /** As it likes. */
    record Auto() implements ToolChoice {}

    /** Not at all. */
    record None() implements ToolChoice {}

    /** At least one. */
    record Required() implements ToolChoice {}

    /** This one. */
    record Named(String tool) implements ToolChoice {}
  }

  /**
   * What a model wants.
   *
   * @param arguments as the model wrote them, which need not be JSON
   */
  public record ToolCall(String id, String name, String arguments) {}

  /**
   * Where an answer ends at the latest.
   *
   * @param maxTokens null for no bound of its own; held to as estimated, before the provider counts
   * @param stop texts that the answer ends before
   */
  public record Bounds(Integer maxTokens, List<String> stop) {
    public Bounds {
      stop = List.copyOf(stop);
    }
  }

  /** Who speaks. */
  public enum Speaker {
    SYSTEM,
    USER,
    ASSISTANT,
    TOOL
  }

  /**
   * One message.
   *
   * @param calls what the model wanted at the end of it; of assistants only
   * @param answers the id of the call that the content is the result of; null but for tools
   */
  public record Turn(
      Speaker speaker,
      String content,
      List<Picture> pictures,
      List<ToolCall> calls,
      String answers) {
    public Turn {
      pictures = List.copyOf(pictures);
      calls = calls == null ? List.of() : List.copyOf(calls);
    }

    /** Without tools. */
    public Turn(Speaker speaker, String content, List<Picture> pictures) {
      this(speaker, content, pictures, List.of(), null);
    }
  }

  /**
   * @param data never changed after construction
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Picture(String mediaType, byte[] data) {}

  public record Taken() {}

  /**
   * @param text what follows; empty in a sign of life
   * @param end null while there is more to come
   * @param place at which it waits, 1 for the next one; null when it does not
   */
  public record Piece(String id, String text, End end, Integer place) {
    /** It does not wait. */
    public Piece(String id, String text, End end) {
      this(id, text, end, null);
    }
  }

  /** There is room for the next piece. */
  public record Heard() {}

  /**
   * @param finish null when it failed
   * @param usage null when no provider was asked
   * @param failure null unless it failed
   * @param calls what the model waits for, in its order
   */
  public record End(Finish finish, Usage usage, Failure failure, List<ToolCall> calls) {
    public End {
      calls = calls == null ? List.of() : List.copyOf(calls);
    }

    public static End failed(Failure failure) {
      return new End(null, null, failure, List.of());
    }
  }

  /** Why an answer is over: it is whole or came to a stop text, to its bound, or to tools. */
  public enum Finish {
    STOP,
    LENGTH,
    TOOL_CALLS
  }
}
