package dev.parley.api.openai;

/** A request that was refused, in the words of OpenAI's API. Has no stack trace: it is expected. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  RefusedException(ApiError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /**
   * @param param the field that is wrong
   */
  static RefusedException invalid(String param, String message) {
    return new RefusedException(ApiError.invalid(param, message, "invalid_value"));
  }

  /** For what OpenAI's own API knows and this one does not. */
  static RefusedException unsupported(String param, String message) {
    return new RefusedException(ApiError.invalid(param, message, "unsupported_parameter"));
  }

  ApiError error() {
    return error;
  }
}
