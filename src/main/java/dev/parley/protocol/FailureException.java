package dev.parley.protocol;

/**
 * Carries a {@link Failure} through futures and transactions. Has no stack trace: it is expected.
 */
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public FailureException(Failure failure) {
    super(failure.code() + ": " + failure.message(), null, false, false);
    this.failure = failure;
  }

  public FailureException(ErrorCode code, String message) {
    this(new Failure(code, message));
  }

  public Failure failure() {
    return failure;
  }
}
