package dev.parley.chat;

import java.time.Instant;
import java.util.Objects;

/**
 * A tool that a model wanted called for its answer, as far as people were told of it.
 *
 * @param callId unique within the answer
 * @param tool as the model calls it, at most {@value #MAX_NAME} characters
 * @param outcome null while it has not ended
 * @param arguments what it was called with, the beginning; null when it was not called (yet)
 * @param detail what it said, or why it was not called, the beginning; null while it has not ended
 * @param resultId under which the result can be read whole; null when the model was told all of it
 * @param startedAt null when it was not called, or that was not written down
 * @param endedAt null when it has not ended, or nobody was there to write it down
 */
public record ToolCall(
    String callId,
    String tool,
    Outcome outcome,
    String arguments,
    String detail,
    Long resultId,
    Instant createdAt,
    Instant startedAt,
    Instant endedAt) {
  /** Most characters of a name. */
  public static final int MAX_NAME = 64;

  /** Most characters of arguments, and of what came of them. */
  public static final int MAX_DETAIL = 500;

  /** Why a call came to nothing whose answer ended before. */
  public static final String ANSWER_ENDED = "The answer ended before";

  /** What a call came to. */
  public enum Outcome {
    OK,
    /** The tool said that it could not do it. */
    ERROR,
    FAILED,
    TIMEOUT,
    /** Not called: unknown, not allowed, or wanted wrongly. */
    REFUSED,
    /** The person did not agree. */
    DECLINED,
    /** The answer ended before. Written down by nobody, because it says so itself. */
    CANCELLED
  }

  public ToolCall {
    Objects.requireNonNull(callId, "callId");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(createdAt, "createdAt");
  }

  /** Of its texts. */
  public int characters() {
    return tool.length() + length(arguments) + length(detail);
  }

  private static int length(String text) {
    return text == null ? 0 : text.length();
  }

  /** How it stands once its answer has ended: nothing more comes of it. */
  public ToolCall withAnswerEnded() {
    return outcome != null
        ? this
        : new ToolCall(
            callId,
            tool,
            Outcome.CANCELLED,
            arguments,
            ANSWER_ENDED,
            resultId,
            createdAt,
            startedAt,
            endedAt);
  }
}
