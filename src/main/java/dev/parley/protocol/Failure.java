package dev.parley.protocol;

import java.util.Objects;

/**
 * An error as data: what a command was refused with. It is what travels over the bus and what a
 * dialect turns into its own error shape; it never carries a stack trace.
 *
 * @param message one sentence for a person, safe to show
 * @param retryAfterMs milliseconds to wait before trying again, or null when unknown
 */
public record Failure(ErrorCode code, String message, Long retryAfterMs) {
  public Failure {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }

  public Failure(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** The failure as an exception, for code that fails a future or leaves a transaction. */
  public FailureException asException() {
    return new FailureException(this);
  }
}
