package dev.parley.api.openai;

import dev.parley.api.Responses;
import dev.parley.protocol.FailureException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers failed requests as OpenAI's API does. What is unexpected is logged, and not shown. */
final class Errors {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  private Errors() {}

  /** The handler of failures. */
  static void handle(RoutingContext ctx) {
    if (ctx.failure() == null) {
      send(ctx, ApiError.ofStatus(ctx.statusCode()));
      return;
    }
    send(ctx, of(ctx.failure()));
  }

  static ApiError of(Throwable failure) {
    if (failure instanceof RefusedException refused) {
      return refused.error();
    }
    if (failure instanceof FailureException refused) {
      return ApiError.of(refused.failure());
    }
    LOG.error("A request of the API for programs failed, {}", UUID.randomUUID(), failure);
    return ApiError.ofStatus(500);
  }

  static void send(RoutingContext ctx, ApiError error) {
    HttpServerResponse response = ctx.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset().onFailure(gone -> LOG.debug("Could not cut", gone));
      return;
    }
    if (error.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    if (error.retryAfterMs() != null) {
      long seconds = (error.retryAfterMs() + 999) / 1000;
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
    Responses.json(ctx, error.status(), new ApiError.Body(error));
  }
}
