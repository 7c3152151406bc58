package dev.parley.ai.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.ai.provider.WantedCalls;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import java.util.Locale;
import java.util.Set;

/**
 * What a person is told when a provider fails, and whether asking again may help. The provider's
 * own words are never part of it: they may hold anything. They go to the log.
 */
public record Fault(Failure failure, boolean retryable) {
  /** The model wants more than {@link WantedCalls} takes. */
  public static final Fault TOO_MANY_CALLS =
      lasting("The model wants more calls of tools at once than can be taken");

  private static final Set<String> FILTERED =
      Set.of("content_filter", "content_policy_violation", "responsible_ai_policy_violation");
  private static final Set<String> UNCHANGEABLE =
      Set.of(
          "invalid_request_error",
          "authentication_error",
          "permission_error",
          "insufficient_quota",
          "context_length_exceeded",
          "invalid_api_key",
          "model_not_found",
          "not_found_error",
          "billing_error",
          "request_too_large");

  /** Asking again does not help. */
  public static Fault lasting(String message) {
    return new Fault(new Failure(ErrorCode.PROVIDER_UNAVAILABLE, message), false);
  }

  /** Asking again may help. */
  public static Fault passing(String message) {
    return new Fault(new Failure(ErrorCode.PROVIDER_UNAVAILABLE, message), true);
  }

  /** A time-out is not retried: the person has waited long enough. */
  public static Fault timeout(String message) {
    return new Fault(new Failure(ErrorCode.PROVIDER_TIMEOUT, message), false);
  }

  public static Fault refused() {
    return new Fault(
        new Failure(ErrorCode.CONTENT_REFUSED, "The AI provider refused this content"), false);
  }

  /**
   * An answer with a status other than 200.
   *
   * @param error the provider's error object, possibly missing
   * @param retryAfterMs null when the provider named no time
   */
  static Fault ofStatus(int status, JsonNode error, Long retryAfterMs) {
    if (says(error, FILTERED)) {
      return refused();
    }
    return switch (status) {
      case 400, 422 ->
          lasting(
              "The AI provider refused the request: check the model name and whether the"
                  + " conversation is too long for it");
      case 401, 403 ->
          lasting(
              "The AI provider refused access: check the API key and what it is allowed to use");
      case 402 -> lasting("The AI provider wants to be paid: check the account's balance");
      case 404 ->
          lasting("The AI provider has no such model or address: check the model and base URL");
      case 413 -> lasting("The conversation is too long for the AI provider");
      case 429 -> tooMany(error, retryAfterMs);
      default -> other(status, retryAfterMs);
    };
  }

  private static Fault tooMany(JsonNode error, Long retryAfterMs) {
    if (says(error, Set.of("insufficient_quota"))) {
      return lasting("The AI provider's quota is used up: check the account's plan and balance");
    }
    return later("The AI provider gets too many requests at the moment", retryAfterMs);
  }

  private static Fault other(int status, Long retryAfterMs) {
    if (status >= 500 || status == 408 || status == 409 || status == 425) {
      return later(
          "The AI provider has a problem at the moment (HTTP " + status + ")", retryAfterMs);
    }
    if (status >= 300 && status < 400) {
      return lasting("The AI provider's address leads elsewhere: check the base URL");
    }
    return lasting(
        "The AI provider answered in an unexpected way (HTTP " + status + "): check the base URL");
  }

  private static Fault later(String message, Long retryAfterMs) {
    return new Fault(new Failure(ErrorCode.PROVIDER_UNAVAILABLE, message, retryAfterMs), true);
  }

  /** An error object in the middle of a stream. */
  static Fault inStream(JsonNode error) {
    if (says(error, FILTERED)) {
      return refused();
    }
    String message = "The AI provider reported an error";
    return says(error, UNCHANGEABLE) ? lasting(message) : passing(message);
  }

  private static boolean says(JsonNode error, Set<String> words) {
    return words.contains(word(error.path("code"))) || words.contains(word(error.path("type")));
  }

  private static String word(JsonNode node) {
    return node.asText("").toLowerCase(Locale.ROOT);
  }
}
