package dev.parley.app;

import dev.parley.ai.AiVerticle;
import dev.parley.auth.Auth;
import dev.parley.auth.SigningKey;
import dev.parley.bus.Bus;
import dev.parley.cluster.Clustering;
import dev.parley.config.Config;
import dev.parley.config.Role;
import dev.parley.config.Secret;
import dev.parley.gateway.GatewayVerticle;
import dev.parley.generationlog.GenerationLog;
import dev.parley.generationlog.postgres.PostgresGenerationLog;
import dev.parley.limits.Rate;
import dev.parley.limits.memory.MemoryRateLimiter;
import dev.parley.metrics.MetricsVerticle;
import dev.parley.service.OutcomeMemory;
import dev.parley.store.StoreVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The real parts. */
final class ServerParts implements Parts {
  private static final long AUTH_TIMEOUT_S = 30;

  private Database database;

  @Override
  public AutoCloseable openDatabase(Config config) throws Exception {
    database = Database.open(config);
    return database.server();
  }

  @Override
  public Vertx startVertx(Config config) throws Exception {
    return config.cluster().enabled() ? Clustering.join(config) : Vertx.vertx();
  }

  @Override
  public Supplier<? extends Deployable> verticles(Role role, Vertx vertx, Config config)
      throws Exception {
    return switch (role) {
      case GATEWAY -> gateway(vertx, config);
      case STORE -> {
        PgConnectOptions options = database.url().options();
        yield () -> new StoreVerticle(options, config.database().poolSize());
      }
      case METRICS -> MetricsVerticle::new;
      case AI -> {
        GenerationLog log = new PostgresGenerationLog(vertx, database.url().options());
        yield () -> new AiVerticle(config.ai(), config.node(), log);
      }
    };
  }

  private static Supplier<Deployable> gateway(Vertx vertx, Config config) throws Exception {
    Auth auth =
        App.await(
            Auth.start(vertx, new Bus(vertx), config.auth(), signingKey(config)), AUTH_TIMEOUT_S);
    Config.Limits limits = config.limits();
    GatewayVerticle.Shared shared =
        new GatewayVerticle.Shared(
            auth,
            new MemoryRateLimiter(Rate.perMinute(limits.loginsPerMinute())),
            new MemoryRateLimiter(
                Rate.perMinute(limits.messagesPerMinute(), limits.messageBurst())),
            new AtomicReference<>(),
            new OutcomeMemory());
    return () -> new GatewayVerticle(config, shared);
  }

  private static Secret signingKey(Config config) throws IOException {
    Secret configured = config.auth().jwtSecret();
    return configured != null ? configured : SigningKey.inFolder(config.dataDir());
  }
}
