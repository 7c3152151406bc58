package dev.parley.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** The bundled page: {@code webroot/} at the root, browser libraries under {@code /webjars/}. */
final class WebPage {
  /** Libraries with the group that they are published under. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "marked", "org.webjars.npm",
          "dompurify", "org.webjars.npm",
          "swagger-ui", "org.webjars",
          "redoc", "org.webjars");

  private WebPage() {}

  static void mount(Router router) {
    LIBRARIES.forEach(
        (library, group) -> {
          String root = "META-INF/resources/webjars/" + library + "/" + version(group, library);
          mount(router, "/webjars/" + library + "/*", root);
        });
    mount(router, "/*", "webroot");
  }

  private static void mount(Router router, String path, String root) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(files(root));
  }

  /** Browsers ask each time whether a file changed: an update is there with the next reload. */
  private static StaticHandler files(String root) {
    return StaticHandler.create(FileSystemAccess.RELATIVE, root)
        .setDefaultContentEncoding("UTF-8")
        .setMaxAgeSeconds(0)
        .setIncludeHidden(false)
        .setDirectoryListing(false);
  }

  /** WebJars carry their version in their paths; pages should not. */
  private static String version(String group, String library) {
    String file = "/META-INF/maven/" + group + "/" + library + "/pom.properties";
    try (InputStream in = WebPage.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + library);
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
