package dev.parley.app;

import dev.parley.config.Config;
import dev.parley.config.Role;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process: what starts in which order, and what stops in the reverse order. */
public final class App implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);
  private static final List<Role> START_ORDER =
      List.of(Role.STORE, Role.METRICS, Role.AI, Role.GATEWAY);
  private static final long START_TIMEOUT_S = 60;
  private static final long STOP_TIMEOUT_S = 8;

  private final Config config;
  private final Parts parts;
  private final Deque<Step> started = new ArrayDeque<>();

  private record Step(String name, AutoCloseable stop) {}

  /** The server that this configuration describes, not yet started. */
  public static App of(Config config) {
    return new App(config, new ServerParts());
  }

  App(Config config, Parts parts) {
    this.config = config;
    this.parts = parts;
  }

  /**
   * Starts everything. What was started before a failure stays until {@link #close}.
   *
   * @throws StartException with one sentence for whoever starts the server
   */
  public synchronized void start() throws StartException {
    try {
      openDatabase();
      Vertx vertx = startVertx();
      for (Role role : START_ORDER) {
        deploy(role, vertx);
      }
      Banner.lines(config).forEach(LOG::info);
    } catch (ExecutionException e) {
      throw StartFailure.explain(e.getCause(), config);
    } catch (Exception e) {
      throw StartFailure.explain(e, config);
    }
  }

  /** Stops everything, whatever fails on the way. Waits for {@link #start} to return first. */
  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      Step step = started.pop();
      try {
        step.stop().close();
        LOG.info("Stopped {}", step.name());
      } catch (Exception e) {
        LOG.warn("Could not stop {} cleanly: {}", step.name(), e.toString());
      }
    }
  }

  private void openDatabase() throws Exception {
    if (config.roles().contains(Role.STORE) || config.roles().contains(Role.AI)) {
      started.push(new Step("database", parts.openDatabase(config)));
    }
  }

  private Vertx startVertx() throws Exception {
    Vertx vertx = parts.startVertx(config);
    started.push(new Step("event loops", () -> await(vertx.close(), STOP_TIMEOUT_S)));
    return vertx;
  }

  private void deploy(Role role, Vertx vertx) throws Exception {
    if (!config.roles().contains(role)) {
      LOG.info("Role {} is left out", role);
      return;
    }
    int instances = instances(role);
    Supplier<? extends Deployable> verticles = parts.verticles(role, vertx, config);
    String id =
        await(
            vertx.deployVerticle(verticles, new DeploymentOptions().setInstances(instances)),
            START_TIMEOUT_S);
    started.push(new Step("role " + role, () -> await(vertx.undeploy(id), STOP_TIMEOUT_S)));
    LOG.info("Role {} runs, instances: {}", role, instances);
  }

  private int instances(Role role) {
    return switch (role) {
      case GATEWAY -> config.http().instances();
      case STORE -> config.database().instances();
      case AI, METRICS -> 1;
    };
  }

  static <T> T await(Future<T> future, long seconds) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }
}
