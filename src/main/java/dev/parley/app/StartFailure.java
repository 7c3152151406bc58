package dev.parley.app;

import dev.parley.cluster.ClusterException;
import dev.parley.config.Config;
import dev.parley.config.DatabaseConfig;
import dev.parley.config.HttpConfig;
import dev.parley.config.Secret;
import dev.parley.protocol.FailureException;
import dev.parley.store.embedded.EmbeddedDatabaseException;
import io.vertx.pgclient.PgException;
import java.net.BindException;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Says in a sentence why the server did not start. Never shows a secret. */
final class StartFailure {
  private StartFailure() {}

  static StartException explain(Throwable error, Config config) {
    if (error instanceof StartException explained) {
      return explained;
    }
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String reason =
          switch (cause) {
            case BindException bind -> bind(bind, config.http());
            case SQLException sql -> database(sql.getSQLState(), config.database());
            case FailureException refused -> refused.failure().message();
            case ClusterException cluster -> cluster.getMessage();
            case EmbeddedDatabaseException embedded -> embedded.getMessage();
            case PgException pg -> database(pg.getSqlState(), config.database());
            default -> null;
          };
      if (reason != null) {
        return new StartException(reason, error);
      }
    }
    return new StartException("Cannot start: " + redacted(message(error), config), error);
  }

  private static String bind(BindException error, HttpConfig http) {
    String address = "port " + http.port() + " on " + http.host();
    String message = String.valueOf(error.getMessage());
    return message.contains("in use")
        ? "Cannot listen on " + address + ": another program uses it. Set PORT to a free one."
        : "Cannot listen on " + address + ": " + message + ". Check HOST and PORT.";
  }

  /** By class of SQLSTATE; null when it says nothing that the error itself does not. */
  private static String database(String state, DatabaseConfig config) {
    String server = config.url() == null ? "the embedded database" : address(config.url());
    String code = state == null ? "" : state;
    if (code.startsWith("28")) {
      return "PostgreSQL at " + server + " refused the user or the password. Check DATABASE_URL.";
    }
    if (code.equals("3D000")) {
      return "PostgreSQL at " + server + " has no such database. Check DATABASE_URL.";
    }
    return code.startsWith("08")
        ? "PostgreSQL at " + server + " cannot be reached. Check DATABASE_URL."
        : null;
  }

  /** Host and port of the URL, and nothing else of it. */
  private static String address(Secret url) {
    try {
      URI uri = new URI(url.reveal());
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return uri.getHost() == null ? "DATABASE_URL" : uri.getHost() + port;
    } catch (URISyntaxException e) {
      return "DATABASE_URL";
    }
  }

  private static String message(Throwable error) {
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    return message
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String redacted(String message, Config config) {
    String safe = message;
    for (String secret : secrets(config)) {
      safe = safe.replace(secret, "***");
    }
    return safe;
  }

  private static List<String> secrets(Config config) {
    return Stream.of(
            config.database().url(),
            config.auth().jwtSecret(),
            config.ai().openai().apiKey(),
            config.cluster().password(),
            config.redis().url())
        .filter(secret -> secret != null)
        .map(Secret::reveal)
        .flatMap(secret -> Stream.concat(Stream.of(secret), password(secret)))
        .toList();
  }

  /** What stands between ":" and "@" of a URL, as some error messages quote it alone. */
  private static Stream<String> password(String url) {
    int at = url.lastIndexOf('@');
    int colon = at < 0 ? -1 : url.lastIndexOf(':', at);
    String password = colon < 0 ? "" : url.substring(colon + 1, at);
    return password.isEmpty() ? Stream.empty() : Stream.of(password);
  }
}
