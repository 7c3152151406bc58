package dev.parley.limits;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import java.util.concurrent.TimeUnit;

/** Whether permits were taken. */
public sealed interface Decision {
  record Allowed() implements Decision {}

  /**
   * @param waitNanos nanoseconds until the permits will be there; 0 when they were
   */
  static Decision after(long waitNanos) {
    return waitNanos == 0
        ? new Allowed()
        : new Refused(TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1);
  }

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
