package dev.parley.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.bus.Json;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every failed request with RFC 9457 problem details. A handler refuses with {@code
 * ctx.fail(failureException)}; what is not a {@link FailureException} is logged under the id that
 * the client is told, and the client is told no more than that.
 */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String MEDIA_TYPE = "application/problem+json";
  private static final int[] UNMATCHED = {400, 404, 405, 406, 415};

  private Problems() {}

  /**
   * The body.
   *
   * @param type stable, by code
   * @param title the same for every problem of the type
   * @param code of {@link ErrorCode}
   * @param instance names this occurrence in the server's log
   */
  private record Body(
      String type,
      String title,
      int status,
      String detail,
      ErrorCode code,
      Long retryAfterMs,
      String instance) {}

  /** Makes a router answer with problems, also for paths and methods it does not know. */
  static void install(Router router) {
    router.route().failureHandler(Problems::handle);
    for (int status : UNMATCHED) {
      router.errorHandler(status, Problems::handle);
    }
  }

  private static void handle(RoutingContext ctx) {
    String instance = "urn:uuid:" + UUID.randomUUID();
    if (ctx.failure() instanceof FailureException refused) {
      Failure failure = refused.failure();
      send(ctx, failure.code().httpStatus(), failure, instance);
      return;
    }
    int status = ctx.statusCode() < 400 ? 500 : ctx.statusCode();
    if (status >= 500) {
      LOG.error(
          "{} {} failed, {}",
          ctx.request().method(),
          ctx.normalizedPath(),
          instance,
          ctx.failure());
    }
    send(ctx, status, byStatus(status), instance);
  }

  private static Failure byStatus(int status) {
    return switch (status) {
      case 401 -> new Failure(ErrorCode.AUTH_REQUIRED, "Authentication required");
      case 403 -> new Failure(ErrorCode.FORBIDDEN, "This is not allowed");
      case 404 -> new Failure(ErrorCode.NOT_FOUND, "There is nothing at this path");
      case 405 -> new Failure(ErrorCode.UNKNOWN_TYPE, "This path does not know the method");
      case 413 -> new Failure(ErrorCode.FRAME_TOO_LARGE, "The body is too large");
      case 415 -> new Failure(ErrorCode.UNSUPPORTED_MEDIA, "The body must be application/json");
      case 503 -> new Failure(ErrorCode.UNAVAILABLE, "The server cannot do this at the moment");
      default ->
          status < 500
              ? new Failure(ErrorCode.INVALID_FRAME, "The request is not valid")
              : new Failure(ErrorCode.INTERNAL, "The server could not do this");
    };
  }

  private static void send(RoutingContext ctx, int status, Failure failure, String instance) {
    HttpServerResponse response = ctx.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      // Too late for a problem: cut the answer off, so that nobody takes it for whole.
      response.reset();
      return;
    }
    if (status == 401) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    Long retryAfterMs = failure.retryAfterMs();
    if (retryAfterMs != null) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString((retryAfterMs + 999) / 1000));
    }
    String name = failure.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
    Body body =
        new Body(
            "urn:parley:problem:" + name,
            HttpResponseStatus.valueOf(failure.code().httpStatus()).reasonPhrase(),
            status,
            failure.message(),
            failure.code(),
            retryAfterMs,
            instance);
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(encode(body))
        .onFailure(gone -> LOG.debug("Client left before {} was sent", instance, gone));
  }

  private static String encode(Body body) {
    try {
      return Json.MAPPER.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
