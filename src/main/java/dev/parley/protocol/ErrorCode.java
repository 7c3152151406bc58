package dev.parley.protocol;

/**
 * The catalogue of errors a client can be told. Codes are stable: they are never renamed, and a new
 * meaning gets a new code.
 *
 * <p>{@link #retryable()} says whether the same request may succeed later without being changed;
 * {@link #httpStatus()} is the status of the same error over HTTP (RFC 9457 problem details).
 */
public enum ErrorCode {
  AUTH_REQUIRED(401, false),
  INVALID_TOKEN(401, false),
  INVALID_CREDENTIALS(401, false),
  FORBIDDEN(403, false),
  NOT_FOUND(404, false),
  INVALID_FRAME(400, false),
  UNKNOWN_TYPE(400, false),
  INVALID_FIELD(400, false),
  MESSAGE_TOO_LONG(413, false),
  FRAME_TOO_LARGE(413, false),
  UNSUPPORTED_MEDIA(415, false),
  CONFLICT(409, false),
  RATE_LIMITED(429, true),
  QUOTA_EXCEEDED(429, false),
  CONTENT_REFUSED(422, false),
  PROVIDER_UNAVAILABLE(503, true),
  PROVIDER_TIMEOUT(504, true),
  UNAVAILABLE(503, true),
  INTERNAL(500, true);

  private final int httpStatus;
  private final boolean retryable;

  ErrorCode(int httpStatus, boolean retryable) {
    this.httpStatus = httpStatus;
    this.retryable = retryable;
  }

  public int httpStatus() {
    return httpStatus;
  }

  public boolean retryable() {
    return retryable;
  }
}
