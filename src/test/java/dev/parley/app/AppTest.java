package dev.parley.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.api.Readiness;
import dev.parley.config.Config;
import dev.parley.config.Role;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppTest {
  @TempDir private Path folder;
  private final List<String> events = new CopyOnWriteArrayList<>();

  @Test
  void startsInOrderAndStopsInTheReverseOrder() throws Exception {
    try (App app = app(config(Map.of()), null)) {
      app.start();
      assertThat(events).containsExactly("+DATABASE", "+STORE", "+METRICS", "+AI", "+GATEWAY");
      events.clear();
    }
    assertThat(events).containsExactly("-GATEWAY", "-AI", "-METRICS", "-STORE", "-DATABASE");
  }

  @Test
  void startsOnlyItsRoles() throws Exception {
    try (App app = app(config(clustered("PARLEY_ROLES", "gateway,metrics")), null)) {
      app.start();
      assertThat(events).containsExactly("+METRICS", "+GATEWAY");
    }
  }

  @Test
  void startsAsManyAsAreConfigured() throws Exception {
    Map<String, String> variables = clustered("PARLEY_ROLES", "gateway");
    variables.put("PARLEY_HTTP_INSTANCES", "3");
    try (App app = app(config(variables), null)) {
      app.start();
      assertThat(events).containsExactly("+GATEWAY", "+GATEWAY", "+GATEWAY");
    }
  }

  @Test
  void whatStartedBeforeAFailureIsStopped() throws Exception {
    try (App app = app(config(Map.of()), Role.AI)) {
      assertThatThrownBy(app::start)
          .isInstanceOf(StartException.class)
          .hasMessage("Cannot start: AI is broken");
      events.clear();
    }
    assertThat(events).containsExactly("-METRICS", "-STORE", "-DATABASE");
  }

  /** Some of the roles run only as a part of a cluster. */
  private static Map<String, String> clustered(String variable, String value) {
    return new HashMap<>(
        Map.of(
            "PARLEY_CLUSTER_ENABLED",
            "true",
            "DATABASE_URL",
            "postgresql://nobody:nothing@127.0.0.1/none",
            "JWT_SECRET",
            "a secret for tests, of 32 characters or more",
            "PARLEY_SHUTDOWN_NOTICE",
            "0ms",
            variable,
            value));
  }

  private App app(Config config, Role broken) {
    return new App(
        config, new RecordedParts(broken), new Readiness(), new Patience(Duration.ofSeconds(1)));
  }

  private Config config(Map<String, String> variables) throws Exception {
    return Configs.with(folder, variables);
  }

  /** Writes down what starts and stops. */
  private final class RecordedParts implements Parts {
    private final Role broken;

    RecordedParts(Role broken) {
      this.broken = broken;
    }

    @Override
    public AutoCloseable openDatabase(Config config) {
      events.add("+DATABASE");
      return () -> events.add("-DATABASE");
    }

    @Override
    public Vertx startVertx(Config config) {
      return Vertx.vertx();
    }

    @Override
    public Deployable health(Config config) {
      throw new AssertionError("no health.port is configured");
    }

    @Override
    public Supplier<? extends Deployable> verticles(Role role, Vertx vertx, Config config) {
      return () ->
          new VerticleBase() {
            @Override
            public Future<?> start() {
              if (role == broken) {
                return Future.failedFuture(role + " is broken");
              }
              events.add("+" + role);
              return Future.succeededFuture();
            }

            @Override
            public Future<?> stop() {
              events.add("-" + role);
              return Future.succeededFuture();
            }
          };
    }
  }
}
