package dev.parley.testing;

import dev.parley.ai.tool.Tool;
import dev.parley.ai.tool.ToolSource;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The whole server and the provider that it asks. Registered as a static field of a test class, it
 * is there for the class, and each test finds the provider without what others left there; as an
 * instance field, each test has one of its own.
 */
public final class Stage
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private final Map<String, String> settings;
  private final List<ToolSource> tools;
  private boolean shared;
  private Vertx vertx;
  private ScriptedProvider provider;
  private String database;
  private TestServer server;

  private Stage(Map<String, String> settings, List<ToolSource> tools) {
    this.settings = settings;
    this.tools = tools;
  }

  /**
   * A stage that is yet to be registered.
   *
   * @param settings of the server: names of environment variables and values in turn
   */
  public static Stage with(String... settings) {
    return new Stage(pairs(settings), List.of());
  }

  /** The same with tools that models may use. */
  public Stage tools(Tool... offered) {
    List<Tool> all = List.of(offered);
    return new Stage(settings, List.of(() -> all));
  }

  public TestServer server() {
    return server;
  }

  public int port() {
    return server.port();
  }

  public ScriptedProvider provider() {
    return provider;
  }

  /** For the sockets of clients. */
  public Vertx vertx() {
    return vertx;
  }

  public Person guest(String name) {
    return Person.guest(vertx, port(), name);
  }

  public Person account(String login) {
    return Person.account(vertx, port(), login);
  }

  /** A socket of the native dialect that has yet to log in. */
  public ChatClient stranger() {
    return ChatClient.connect(vertx, port());
  }

  /**
   * A socket for a dialect of whatever kind.
   *
   * @param subprotocols offered to the server
   */
  public RawSocket raw(String uri, String... subprotocols) {
    return RawSocket.connect(vertx, port(), uri, subprotocols);
  }

  /**
   * Another server, to be closed by the test, that asks the same provider.
   *
   * @param more settings beside those of the stage, names and values in turn
   */
  public TestServer another(String... more) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("OPENAI_BASE_URL", provider.baseUrl().toString());
    all.putAll(pairs(more));
    return TestServer.start(all, tools);
  }

  /** Stops the server and starts it anew over its database, on another port. */
  public void restart() {
    server.close();
    server = another("DATABASE_URL", database);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    shared = true;
    open();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (shared) {
      provider.forget();
    } else {
      open();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!shared) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  private void open() {
    vertx = Vertx.vertx();
    provider = new ScriptedProvider();
    database = TestDatabase.create().url();
    server = another("DATABASE_URL", database);
  }

  /** What could not be opened is not there. */
  private void close() {
    if (server != null) {
      server.close();
    }
    if (provider != null) {
      provider.close();
    }
    if (vertx != null) {
      Await.result(vertx.close());
    }
  }

  private static Map<String, String> pairs(String... settings) {
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      pairs.put(settings[i], settings[i + 1]);
    }
    return pairs;
  }
}
