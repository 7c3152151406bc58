package dev.parley.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.bus.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with records as JSON. Answers of the API are never cached. */
public final class Responses {
  private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

  private Responses() {}

  public static void json(RoutingContext ctx, int status, Object body) {
    try {
      ctx.response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(Json.MAPPER.writeValueAsString(body))
          .onFailure(gone -> LOG.debug("Client left before its answer was sent", gone));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void noContent(RoutingContext ctx) {
    ctx.response()
        .setStatusCode(204)
        .end()
        .onFailure(gone -> LOG.debug("Client left before its answer was sent", gone));
  }
}
