package dev.parley.limits;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;

/** Whether permits were taken. */
public sealed interface Decision {
  record Allowed() implements Decision {}

  /**
   * @param retryAfterMs milliseconds until the same request would be allowed, at least 1
   */
  record Refused(long retryAfterMs) implements Decision {
    /** What a client is told. */
    public FailureException asException() {
      return new Failure(ErrorCode.RATE_LIMITED, "Too many requests, try again later", retryAfterMs)
          .asException();
    }
  }
}
