package dev.parley.bus;

import dev.parley.chat.ToolCall;
import java.util.List;

/** What tools said, and what people said to tools. */
public final class Tools {
  /**
   * Keeps what a tool said at too great length for a model, while the answer is being written.
   * Keeping the same call twice is no error. Refused with NOT_FOUND when the answer has ended.
   */
  public static final Address<Keep, Kept> KEEP =
      Address.repeatable("parley.store.tools.keep", Keep.class, Kept.class);

  /** Reads it, for a member of the conversation; refused with NOT_FOUND for others. */
  public static final Address<ReadResult, Result> RESULT =
      Address.repeatable("parley.store.tools.result", ReadResult.class, Result.class);

  /**
   * Writes down what people are about to be told of calls. Noting the same twice is no error, and
   * what was noted before stays. Refused with CONFLICT when the answer has ended or its owner is
   * another.
   */
  public static final Address<Note, Noted> NOTE =
      Address.repeatable("parley.store.tools.note", Note.class, Noted.class);

  /** Most characters of a result that are kept. */
  public static final int MAX_KEPT = 1024 * 1024;

  /**
   * Most calls of an answer: fewer than the largest bound are made, and the last round may want as
   * many again, which are refused.
   */
  public static final int MAX_CALLS = 2_000;

  private Tools() {}

  /**
   * Where the answer to a question is taken, for as long as it waits for one. Refused with
   * NOT_FOUND for everybody but the person who was asked.
   *
   * @param confirmationId unguessable
   */
  public static Address<Decision, Decided> confirmation(String confirmationId) {
    return Address.service(
        "parley.ai.tools.confirmation." + confirmationId, Decision.class, Decided.class);
  }

  public record Decision(long userId, boolean allow) {}

  public record Decided() {}

  /**
   * @param callId of the call within the generation
   * @param content at most {@link #MAX_KEPT}
   */
  public record Keep(long generationId, String callId, String content) {}

  public record Kept(long id) {}

  /**
   * @param epoch of the generation
   * @param calls at most {@link #MAX_CALLS}, each once
   */
  public record Note(long generationId, long epoch, List<CallNote> calls) {
    public Note {
      calls = List.copyOf(calls);
    }
  }

  /**
   * All that is known of a call so far.
   *
   * @param ordinal of the call within the generation, 1 to {@link #MAX_CALLS}
   * @param tool at most {@link ToolCall#MAX_NAME} characters
   * @param arguments the beginning of them, at most {@link ToolCall#MAX_DETAIL} characters; null
   *     when it was not called (yet)
   * @param outcome null while it has not ended
   * @param detail of how it ended, as long as the arguments; nullable
   * @param resultId nullable
   */
  public record CallNote(
      int ordinal,
      String callId,
      String tool,
      String arguments,
      ToolCall.Outcome outcome,
      String detail,
      Long resultId) {}

  public record Noted() {}

  public record ReadResult(long userId, long id) {}

  public record Result(String content) {}
}
