package dev.parley.api;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.parley.bus.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What this API is: {@code /openapi.json}, and two ways to read it. Swagger UI is at {@code /docs},
 * ReDoc at {@code /redoc}; both come from this server alone.
 */
final class DescriptionRoutes {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /**
   * Both libraries put style elements of their own into the page, and ReDoc searches in a worker
   * that it makes of its own code. Scripts are from this server only, as on every other page.
   */
  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'self'",
          "style-src 'self' 'unsafe-inline'",
          "worker-src 'self' blob:",
          "img-src 'self' data:",
          "object-src 'none'",
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'");

  void mount(Router router) {
    file(router, "/openapi.json", "application/json", description());
    file(router, "/docs", HTML, read("/apidocs/swagger.html"));
    file(router, "/docs/swagger.js", SCRIPT, read("/apidocs/swagger.js"));
    file(router, "/redoc", HTML, read("/apidocs/redoc.html"));
    file(router, "/redoc/redoc.js", SCRIPT, read("/apidocs/redoc.js"));
  }

  private static void file(Router router, String path, String type, Buffer content) {
    Endpoint.mount(router, HttpMethod.GET, path, List.of(ctx -> send(ctx, type, content)));
  }

  private static void send(RoutingContext ctx, String type, Buffer content) {
    if (type.equals(HTML)) {
      ctx.response().putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    }
    ctx.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .end(content)
        .onFailure(ctx::fail);
  }

  private static Buffer description() {
    try {
      return Buffer.buffer(
          Json.MAPPER.writeValueAsBytes(
              new YAMLMapper().readTree(read("/openapi.yaml").getBytes())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Buffer read(String resource) {
    try (InputStream in = DescriptionRoutes.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + resource);
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
