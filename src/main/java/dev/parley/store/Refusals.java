package dev.parley.store;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;

/** The refusals of the store. */
final class Refusals {
  private Refusals() {}

  /** For what is not there and for what the person must not know of, in the same words. */
  static FailureException notFound() {
    return new FailureException(ErrorCode.NOT_FOUND, "There is no such thing");
  }

  static FailureException forbidden(String message) {
    return new FailureException(ErrorCode.FORBIDDEN, message);
  }

  static FailureException invalid(String message) {
    return new FailureException(ErrorCode.INVALID_FIELD, message);
  }

  static FailureException conflict(String message) {
    return new FailureException(ErrorCode.CONFLICT, message);
  }
}
