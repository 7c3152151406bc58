package dev.parley.app;

import dev.parley.ai.AiEnvironment;
import dev.parley.ai.AiVerticle;
import dev.parley.ai.tool.ToolSource;
import dev.parley.api.HealthVerticle;
import dev.parley.api.Readiness;
import dev.parley.auth.Auth;
import dev.parley.auth.SigningKey;
import dev.parley.bus.Bus;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.Members;
import dev.parley.config.Config;
import dev.parley.config.LimitsConfig;
import dev.parley.config.RedisConfig;
import dev.parley.config.Role;
import dev.parley.config.Secret;
import dev.parley.gateway.ConnectionCounts;
import dev.parley.gateway.GatewayVerticle;
import dev.parley.generationlog.FallbackGenerationLog;
import dev.parley.generationlog.GenerationLog;
import dev.parley.generationlog.RefillingGenerationLog;
import dev.parley.generationlog.postgres.PostgresGenerationLog;
import dev.parley.generationlog.redis.RedisGenerationLog;
import dev.parley.hub.Hub;
import dev.parley.limits.Rate;
import dev.parley.limits.redis.RedisRateLimiter;
import dev.parley.metrics.MetricsVerticle;
import dev.parley.presence.redis.RedisPresence;
import dev.parley.redis.RedisLink;
import dev.parley.redis.Script;
import dev.parley.service.OutcomeMemory;
import dev.parley.store.FastLog;
import dev.parley.store.StoreVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The real parts. */
final class ServerParts implements Parts {
  private static final long AUTH_TIMEOUT_S = 30;

  /** How much longer than the longest answer Redis keeps what was said. */
  private static final Duration KEPT_AFTERWARDS = Duration.ofMinutes(15);

  private final Readiness readiness;
  private final Patience patience;
  private final List<ToolSource> tools;
  private Database database;

  /** Null where no Redis is configured. */
  private RedisLink redis;

  /**
   * @param patience with answers that are being written when the process is to end
   * @param tools that models may use
   */
  ServerParts(Readiness readiness, Patience patience, List<ToolSource> tools) {
    this.readiness = readiness;
    this.patience = patience;
    this.tools = List.copyOf(tools);
  }

  @Override
  public AutoCloseable openDatabase(Config config) throws Exception {
    database = Database.open(config);
    return database.server();
  }

  @Override
  public Vertx startVertx(Config config) throws Exception {
    Vertx vertx = config.cluster().enabled() ? Clustering.join(config) : Vertx.vertx();
    redis = redis(vertx, config);
    return vertx;
  }

  /** The one link of the process, with the scripts of everybody who uses it. */
  private static RedisLink redis(Vertx vertx, Config config) {
    List<Script> scripts = new ArrayList<>(RedisGenerationLog.SCRIPTS);
    scripts.add(RedisRateLimiter.SCRIPT);
    scripts.add(RedisPresence.SCRIPT);
    RedisConfig settings = config.redis();
    return settings.url() == null
        ? null
        : new RedisLink(vertx, settings.url().reveal(), settings.timeout(), scripts);
  }

  @Override
  public void disconnect() {
    if (redis != null) {
      redis.close();
    }
  }

  @Override
  public Supplier<? extends Deployable> verticles(Role role, Vertx vertx, Config config)
      throws Exception {
    return switch (role) {
      case GATEWAY -> gateway(vertx, config);
      case STORE -> {
        PgConnectOptions options = database.url().options();
        FastLog fast = redis == null ? null : redisLog(vertx, config);
        yield () -> new StoreVerticle(options, config.database().poolSize(), fast, config.terms());
      }
      case METRICS -> () -> new MetricsVerticle(config.terms().prices());
      case AI -> {
        GenerationLog sure =
            new RefillingGenerationLog(new PostgresGenerationLog(vertx, database.url().options()));
        GenerationLog log =
            redis == null ? sure : new FallbackGenerationLog(redisLog(vertx, config), sure);
        AiEnvironment around =
            new AiEnvironment(
                config.node(),
                log,
                patience,
                tools,
                config.auth().admins(),
                config.search().semantic());
        yield () -> new AiVerticle(config.ai(), around);
      }
    };
  }

  @Override
  public Deployable health(Config config) {
    return new HealthVerticle(config.http().host(), config.health().port(), readiness);
  }

  /** Databases that share a Redis must not read each other's answers. */
  private RedisGenerationLog redisLog(Vertx vertx, Config config) throws SQLException {
    return new RedisGenerationLog(
        vertx,
        redis,
        config.redis().keyPrefix() + database.identity() + ":",
        config.ai().maxDuration().plus(KEPT_AFTERWARDS));
  }

  private Supplier<Deployable> gateway(Vertx vertx, Config config) throws Exception {
    Members members = Members.of(vertx);
    SharedState state = new SharedState(vertx, config, redis, members);
    Auth auth =
        App.await(
            Auth.start(vertx, new Bus(vertx), config.auth(), signingKey(config), state.ended()),
            AUTH_TIMEOUT_S);
    LimitsConfig limits = config.limits();
    AtomicReference<Hub> hub = new AtomicReference<>();
    GatewayVerticle.Shared shared =
        new GatewayVerticle.Shared(
            auth,
            state.limiter("logins", Rate.perMinute(limits.loginsPerMinute())),
            state.limiter(
                "messages", Rate.perMinute(limits.messagesPerMinute(), limits.messageBurst())),
            hub,
            new OutcomeMemory(),
            state.presence(),
            new ConnectionCounts(limits.connections(), limits.connectionsPerUser()),
            readiness);
    members.onLeave(() -> Optional.ofNullable(hub.get()).ifPresent(Hub::nodeLeft));
    return () -> new GatewayVerticle(config, shared);
  }

  private static Secret signingKey(Config config) throws IOException {
    Secret configured = config.auth().jwtSecret();
    return configured != null ? configured : SigningKey.inFolder(config.dataDir());
  }
}
