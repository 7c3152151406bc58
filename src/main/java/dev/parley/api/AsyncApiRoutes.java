package dev.parley.api;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The description of the WebSocket frames: {@code /asyncapi.yaml}, the same as {@code
 * /asyncapi.json}, and {@code /asyncapi}, a page that shows it.
 */
final class AsyncApiRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(AsyncApiRoutes.class);
  private static final String DOCUMENT = "/docs/asyncapi.yaml";

  private final String yaml;
  private final String json;

  /** Reads the document from the class path, blocking for some milliseconds. */
  AsyncApiRoutes() {
    try (InputStream in = AsyncApiRoutes.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + DOCUMENT);
      }
      yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      json = new YAMLMapper().readTree(yaml).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void mount(Router router) {
    HttpMethod get = HttpMethod.GET;
    Endpoint.mount(
        router, get, "/asyncapi.yaml", List.of(ctx -> send(ctx, "application/yaml", yaml)));
    Endpoint.mount(
        router, get, "/asyncapi.json", List.of(ctx -> send(ctx, "application/json", json)));
    Endpoint.mount(router, get, "/asyncapi", List.of(ctx -> ctx.reroute("/asyncapi.html")));
  }

  private static void send(RoutingContext ctx, String type, String text) {
    ctx.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .end(text)
        .onFailure(gone -> LOG.debug("Client left before its answer was sent", gone));
  }
}
