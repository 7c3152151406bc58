package dev.parley.app;

import dev.parley.ai.tool.ToolSource;
import dev.parley.api.Readiness;
import dev.parley.bus.Offers;
import dev.parley.cluster.Clustering;
import dev.parley.config.Config;
import dev.parley.config.Role;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
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

  /** Longest stop of one part, beside what it may wait for what is under way. */
  private static final long STOP_TIMEOUT_S = 8;

  private final Config config;
  private final Parts parts;
  private final Readiness readiness;
  private final Patience patience;
  private final Deque<Step> started = new ArrayDeque<>();
  private volatile AutoCloseable database = () -> {};

  private record Step(String name, AutoCloseable stop) {}

  /** The server that this configuration describes, not yet started. */
  public static App of(Config config) {
    return of(config, List.of());
  }

  /** The same with tools that models may use. */
  public static App of(Config config, List<ToolSource> tools) {
    Readiness readiness = new Readiness();
    Patience patience =
        new Patience(config.shutdown().spread().plus(config.shutdown().generations()));
    return new App(config, new ServerParts(readiness, patience, tools), readiness, patience);
  }

  App(Config config, Parts parts, Readiness readiness, Patience patience) {
    this.config = config;
    this.parts = parts;
    this.readiness = readiness;
    this.patience = patience;
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
      deployHealth(vertx);
      for (Role role : START_ORDER) {
        deploy(role, vertx);
      }
      started.push(new Step("taking work", () -> giveNotice(vertx)));
      readiness.enter(Readiness.State.READY);
      Banner.lines(config).forEach(LOG::info);
    } catch (ExecutionException e) {
      throw StartFailure.explain(e.getCause(), config);
    } catch (Exception e) {
      throw StartFailure.explain(e, config);
    }
  }

  /**
   * Stops everything, whatever fails on the way: first who sends work here is warned, then each
   * role ends what it has begun, with the others still there. Waits for {@link #start} to return
   * first.
   */
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

  /** Stops what would outlive the process, and nothing else; also while {@link #close} is busy. */
  void abandon() {
    try {
      database.close();
    } catch (Exception e) {
      LOG.warn("Could not stop the database cleanly: {}", e.toString());
    }
  }

  private void openDatabase() throws Exception {
    if (config.roles().contains(Role.STORE) || config.roles().contains(Role.AI)) {
      database = parts.openDatabase(config);
      started.push(new Step("database", database));
    }
  }

  private Vertx startVertx() throws Exception {
    Vertx vertx = parts.startVertx(config);
    started.push(new Step("event loops", () -> await(vertx.close(), STOP_TIMEOUT_S)));
    started.push(new Step("connections", parts::disconnect));
    return vertx;
  }

  private void deployHealth(Vertx vertx) throws Exception {
    if (config.health().port() != 0 && !config.roles().contains(Role.GATEWAY)) {
      await(vertx.deployVerticle(parts.health(config)), START_TIMEOUT_S);
    }
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
    started.push(new Step("role " + role, () -> undeploy(role, id, vertx)));
    LOG.info("Role {} runs, instances: {}", role, instances);
  }

  private int instances(Role role) {
    return switch (role) {
      case GATEWAY -> config.http().instances();
      case STORE -> config.database().instances();
      case AI, METRICS -> 1;
    };
  }

  /** Nothing is refused yet: whoever asks how this process is has time to send others elsewhere. */
  private void giveNotice(Vertx vertx) throws Exception {
    readiness.enter(Readiness.State.DRAINING);
    Duration notice = config.shutdown().notice();
    boolean asked = config.cluster().enabled() && config.roles().contains(Role.GATEWAY);
    if (asked && notice.isPositive()) {
      await(vertx.timer(notice.toMillis()), notice.toSeconds() + STOP_TIMEOUT_S);
    }
    patience.begin();
  }

  private void undeploy(Role role, String id, Vertx vertx) throws Exception {
    switch (role) {
      case STORE -> await(Clustering.withdraw(vertx, Offers::ofStore), STOP_TIMEOUT_S);
      case AI -> await(Clustering.withdraw(vertx, Offers::ofAi), STOP_TIMEOUT_S);
      case GATEWAY, METRICS -> LOG.debug("No other node asks role {}", role);
    }
    long left = config.shutdown().spread().plus(config.shutdown().generations()).toSeconds();
    await(vertx.undeploy(id), left + STOP_TIMEOUT_S);
  }

  static <T> T await(Future<T> future, long seconds) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }
}
