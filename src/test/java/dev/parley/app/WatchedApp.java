package dev.parley.app;

import dev.parley.ai.tool.ToolSource;
import dev.parley.api.Readiness;
import dev.parley.config.Config;
import dev.parley.config.Role;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The server, for tests that want to be on its event bus. */
public final class WatchedApp {
  private WatchedApp() {}

  /**
   * As {@link App#of}.
   *
   * @param tools that models may use
   * @param watcher is given the Vert.x of the server when it starts
   */
  public static App of(Config config, List<ToolSource> tools, Consumer<Vertx> watcher) {
    Readiness readiness = new Readiness();
    Patience patience =
        new Patience(config.shutdown().spread().plus(config.shutdown().generations()));
    return new App(
        config,
        new Watched(new ServerParts(readiness, patience, tools), watcher),
        readiness,
        patience);
  }

  private record Watched(Parts real, Consumer<Vertx> watcher) implements Parts {
    @Override
    public AutoCloseable openDatabase(Config config) throws Exception {
      return real.openDatabase(config);
    }

    @Override
    public Vertx startVertx(Config config) throws Exception {
      Vertx vertx = real.startVertx(config);
      watcher.accept(vertx);
      return vertx;
    }

    @Override
    public void disconnect() {
      real.disconnect();
    }

    @Override
    public Deployable health(Config config) {
      return real.health(config);
    }

    @Override
    public Supplier<? extends Deployable> verticles(Role role, Vertx vertx, Config config)
        throws Exception {
      return real.verticles(role, vertx, config);
    }
  }
}
