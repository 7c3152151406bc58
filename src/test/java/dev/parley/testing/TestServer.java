package dev.parley.testing;

import dev.parley.ai.tool.ToolSource;
import dev.parley.app.App;
import dev.parley.config.Config;
import dev.parley.config.ConfigLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole server in the test's JVM, with a database of its own. */
public final class TestServer implements AutoCloseable {
  private final App app;
  private final int port;

  private TestServer(App app, int port) {
    this.app = app;
    this.port = port;
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
    settings.put("DATABASE_URL", TestDatabase.create().url());
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
    try {
      Config config = new ConfigLoader(Path.of("target"), settings).load(null);
      App app = App.of(config, tools);
      app.start();
      return new TestServer(app, port);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    app.close();
  }
}
