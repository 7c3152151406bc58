package dev.parley.testing;

import dev.parley.ai.tool.ToolSource;
import dev.parley.app.App;
import dev.parley.app.WatchedApp;
import dev.parley.config.Config;
import dev.parley.config.ConfigLoader;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The whole server in the test's JVM, with a database of its own. */
public final class TestServer implements AutoCloseable {
  private final App app;
  private final int port;
  private final Vertx vertx;

  private TestServer(App app, int port, Vertx vertx) {
    this.app = app;
    this.port = port;
    this.vertx = vertx;
  }

  /**
   * Starts it.
   *
   * @param environment settings as environment variables
   */
  public static TestServer start(Map<String, String> environment) {
    return start(environment, List.of());
  }

  /** The same with tools that models may use. */
  public static TestServer start(Map<String, String> environment, List<ToolSource> tools) {
    int port = Ports.free();
    Map<String, String> settings = new HashMap<>();
    settings.put("PORT", String.valueOf(port));
    settings.put("JWT_SECRET", "a secret for tests, of 32 characters or more");
    settings.put("PARLEY_LIMITS_LOGINS_PER_MINUTE", "10000");
    settings.put("PARLEY_LIMITS_MESSAGES_PER_MINUTE", "10000");
    settings.put("PARLEY_LIMITS_MESSAGE_BURST", "10000");
    settings.put("PARLEY_SHUTDOWN_GENERATIONS", "1s");
    // Tests of failing providers must not shut out those after them.
    settings.put("PARLEY_AI_BREAKER_FAILURES", "1000");
    // Tests of answers count what the provider is asked.
    settings.put("PARLEY_AI_TITLES_ENABLED", "false");
    settings.putAll(environment);
    settings.computeIfAbsent("DATABASE_URL", name -> TestDatabase.create().url());
    try {
      Config config = new ConfigLoader(Path.of("target"), settings).load(null);
      AtomicReference<Vertx> vertx = new AtomicReference<>();
      App app = WatchedApp.of(config, tools, vertx::set);
      app.start();
      return new TestServer(app, port, vertx.get());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return port;
  }

  /** Its own, for those who want to be on its event bus. */
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public void close() {
    app.close();
  }
}
