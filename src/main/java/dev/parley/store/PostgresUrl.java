package dev.parley.store;

import dev.parley.config.Secret;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a database is and how to log in. The password never shows in errors or in {@code toString}.
 *
 * @param host name or address, an IPv6 address without brackets
 */
public record PostgresUrl(
    String host, int port, String database, String user, Secret password, SslMode sslMode) {
  private static final int CONNECT_TIMEOUT_S = 5;

  private static final Pattern URL =
      Pattern.compile(
          "postgres(?:ql)?://(?:(?<login>.*)@)?(?<host>\\[[0-9a-fA-F:.]+]|[^:/?#@\\[\\]]+)"
              + "(?::(?<port>[0-9]{1,5}))?/(?<database>[^/?#]+)(?:\\?(?<query>[^#]*))?");

  private static final Map<String, SslMode> SSL_MODES =
      Map.of(
          "disable", SslMode.DISABLE,
          "allow", SslMode.ALLOW,
          "prefer", SslMode.PREFER,
          "require", SslMode.REQUIRE,
          "verify-ca", SslMode.VERIFY_CA,
          "verify-full", SslMode.VERIFY_FULL);

  /**
   * Reads {@code postgresql://user:password@host:port/database?sslmode=...}; user, password and
   * database are percent-encoded, the port is 5432 unless given. As with libpq, TLS is used when
   * the server offers it, unless {@code sslmode} says otherwise.
   *
   * @throws IllegalArgumentException with a message for the person who wrote the URL
   */
  public static PostgresUrl parse(String url) {
    Matcher parts = URL.matcher(url.strip());
    if (!parts.matches()) {
      throw invalid("must look like postgresql://user:password@host:5432/database");
    }
    String[] login =
        parts.group("login") == null ? new String[0] : parts.group("login").split(":", 2);
    if (login.length == 0 || login[0].isEmpty()) {
      throw invalid("names no user");
    }
    int port = parts.group("port") == null ? 5432 : Integer.parseInt(parts.group("port"));
    if (port < 1 || port > 65_535) {
      throw invalid("has a port that is not between 1 and 65535");
    }
    return new PostgresUrl(
        parts.group("host").replaceAll("[\\[\\]]", ""),
        port,
        decode("database", parts.group("database")),
        decode("user", login[0]),
        new Secret(login.length == 1 ? "" : decode("password", login[1])),
        sslMode(parts.group("query")));
  }

  private static SslMode sslMode(String query) {
    SslMode mode = SslMode.PREFER;
    for (String parameter : query == null ? new String[0] : query.split("&")) {
      String[] pair = parameter.split("=", 2);
      if (!"sslmode".equals(pair[0])) {
        throw invalid("has a parameter other than sslmode: " + pair[0]);
      }
      mode = pair.length == 2 ? SSL_MODES.get(pair[1]) : null;
      if (mode == null) {
        throw invalid(
            "has a sslmode that is none of disable, allow, prefer, require, verify-ca,"
                + " verify-full");
      }
    }
    return mode;
  }

  private static String decode(String part, String text) {
    try {
      // A plus sign stands for itself here.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("has a " + part + " with a percent sign that is not followed by two digits");
    }
  }

  /** Without a cause: it might quote the password. */
  private static IllegalArgumentException invalid(String problem) {
    return new IllegalArgumentException("The database URL " + problem);
  }

  /** The same server and login with another database. */
  public PostgresUrl withDatabase(String name) {
    return new PostgresUrl(host, port, name, user, password, sslMode);
  }

  /** For the Vert.x client. */
  public PgConnectOptions options() {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(host)
            .setPort(port)
            .setDatabase(database)
            .setUser(user)
            .setPassword(password.reveal())
            .setSslMode(sslMode);
    if (sslMode != SslMode.DISABLE) {
      options.setSslOptions(
          new ClientSSLOptions()
              .setTrustAll(!verifies())
              .setHostnameVerificationAlgorithm(sslMode == SslMode.VERIFY_FULL ? "HTTPS" : ""));
    }
    return options;
  }

  private boolean verifies() {
    return sslMode == SslMode.VERIFY_CA || sslMode == SslMode.VERIFY_FULL;
  }

  /** For what only speaks JDBC. */
  public DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {host});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database);
    source.setUser(user);
    source.setPassword(password.reveal());
    source.setApplicationName("parley");
    source.setConnectTimeout(CONNECT_TIMEOUT_S);
    source.setSslMode(
        SSL_MODES.entrySet().stream()
            .filter(entry -> entry.getValue() == sslMode)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow());
    if (verifies()) {
      source.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return source;
  }
}
