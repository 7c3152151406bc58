package dev.parley.api.openai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.protocol.Failure;

/**
 * An error as OpenAI's API tells it, and as its clients know it.
 *
 * @param type the family of the error
 * @param param the field that is wrong; nullable
 * @param code names the error; nullable
 * @param retryAfterMs milliseconds; null when unknown
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ApiError(
    @JsonIgnore int status,
    String message,
    String type,
    String param,
    String code,
    @JsonIgnore Long retryAfterMs) {
  private static final String INVALID = "invalid_request_error";
  private static final String SERVER = "server_error";

  /** What the answer consists of. */
  record Body(ApiError error) {}

  static ApiError invalid(String param, String message, String code) {
    return new ApiError(400, message, INVALID, param, code, null);
  }

  static ApiError noModel(String model) {
    String message = "The model `" + model + "` does not exist here";
    return new ApiError(404, message, INVALID, "model", "model_not_found", null);
  }

  static ApiError of(Failure failure) {
    return switch (failure.code()) {
      case AUTH_REQUIRED, INVALID_TOKEN, INVALID_CREDENTIALS ->
          of(failure, INVALID, "invalid_api_key");
      case FORBIDDEN -> of(failure, INVALID, "insufficient_permissions");
      case NOT_FOUND -> of(failure, INVALID, "not_found");
      case UNKNOWN_TYPE, INVALID_FRAME, INVALID_FIELD, CONFLICT ->
          of(failure, INVALID, "invalid_value");
      case MESSAGE_TOO_LONG, FRAME_TOO_LARGE -> of(failure, INVALID, "request_too_large");
      case UNSUPPORTED_MEDIA -> of(failure, INVALID, "unsupported_media");
      case RATE_LIMITED -> of(failure, "rate_limit_error", "rate_limit_exceeded");
      case QUOTA_EXCEEDED -> of(failure, "insufficient_quota", "insufficient_quota");
      case CONTENT_REFUSED ->
          new ApiError(400, failure.message(), INVALID, null, "content_filter", null);
      case PROVIDER_UNAVAILABLE, UNAVAILABLE -> of(failure, SERVER, "service_unavailable");
      case PROVIDER_TIMEOUT -> of(failure, SERVER, "timeout");
      case INTERNAL -> of(failure, SERVER, "server_error");
    };
  }

  private static ApiError of(Failure failure, String type, String code) {
    int status = failure.code().httpStatus();
    return new ApiError(status, failure.message(), type, null, code, failure.retryAfterMs());
  }

  /** Of a request that no handler refused with a reason. */
  static ApiError ofStatus(int status) {
    return switch (status) {
      case 404 -> new ApiError(404, "There is nothing at this path", INVALID, null, null, null);
      case 405 ->
          new ApiError(405, "This path does not know the method", INVALID, null, null, null);
      case 413 ->
          new ApiError(413, "The body is too large", INVALID, null, "request_too_large", null);
      default ->
          status < 500
              ? new ApiError(status, "The request is not valid", INVALID, null, null, null)
              : new ApiError(status, "The server could not do this", SERVER, null, null, null);
    };
  }
}
