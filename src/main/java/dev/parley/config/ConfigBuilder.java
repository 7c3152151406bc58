package dev.parley.config;

import dev.parley.usage.Prices;
import dev.parley.usage.Quotas;
import dev.parley.usage.Terms;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the records from valid values that go together. */
final class ConfigBuilder {
  private final Values values;

  private ConfigBuilder(Values values) {
    this.values = values;
  }

  static Config build(Values values) throws ConfigException {
    ConfigBuilder builder = new ConfigBuilder(values);
    if (values.problems().isEmpty()) {
      new ConfigChecks(values, builder.roles()).run();
    }
    if (!values.problems().isEmpty()) {
      throw new ConfigException(values.problems());
    }
    return new Config(
        Objects.requireNonNullElseGet(values.get(Keys.NODE), NodeName::random),
        builder.roles(),
        Path.of(values.get(Keys.DATA_DIR)),
        builder.http(),
        new DatabaseConfig(
            values.get(Keys.DATABASE_URL),
            values.get(Keys.DATABASE_POOL_SIZE),
            values.get(Keys.DATABASE_INSTANCES)),
        new AuthConfig(
            values.get(Keys.AUTH_GUESTS),
            values.get(Keys.AUTH_JWT_SECRET),
            values.get(Keys.AUTH_ACCESS_TOKEN_TTL),
            values.get(Keys.AUTH_REFRESH_TOKEN_TTL),
            builder.admins()),
        builder.ai(),
        builder.limits(),
        builder.cluster(),
        builder.redis(),
        new ShutdownConfig(
            values.get(Keys.SHUTDOWN_NOTICE),
            values.get(Keys.SHUTDOWN_SPREAD),
            values.get(Keys.SHUTDOWN_GENERATIONS)),
        new HealthConfig(values.get(Keys.HEALTH_PORT)),
        new SearchConfig(values.get(Keys.SEARCH_SEMANTIC_ENABLED)),
        builder.terms(),
        new BridgeConfig(
            values.get(Keys.BRIDGE_TCP_HOST),
            values.get(Keys.BRIDGE_TCP_PORT),
            SourcesBuilder.list(values, Keys.BRIDGE_SERVICES)),
        new ModerationConfig(
            values.get(Keys.MODERATION_ADDRESS),
            values.get(Keys.MODERATION_TIMEOUT),
            values.get(Keys.MODERATION_ON_FAILURE).equals("open")));
  }

  private Terms terms() {
    return new Terms(
        Objects.requireNonNullElse(values.get(Keys.AI_PRICES), Prices.NONE),
        new Quotas(
            Keys.QUOTAS_GUEST.limits(values),
            Keys.QUOTAS_USER.limits(values),
            Keys.QUOTAS_ADMIN.limits(values),
            Objects.requireNonNullElse(values.get(Keys.QUOTAS_USERS), Map.of()),
            admins(),
            values.get(Keys.QUOTAS_RESERVE_TOKENS)),
        new SourcesBuilder(values).defaultModel(),
        values.get(Keys.USAGE_RETENTION));
  }

  private Set<Role> roles() {
    return values.get(Keys.ROLES).stream()
        .map(name -> Role.valueOf(name.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  private Set<String> admins() {
    List<String> admins = values.get(Keys.AUTH_ADMINS);
    return admins == null ? Set.of() : Set.copyOf(new HashSet<>(admins));
  }

  private HttpConfig http() {
    List<String> origins = values.get(Keys.HTTP_ALLOWED_ORIGINS);
    return new HttpConfig(
        values.get(Keys.HTTP_HOST),
        values.get(Keys.HTTP_PORT),
        values.get(Keys.HTTP_INSTANCES),
        origins == null ? List.of() : origins,
        values.get(Keys.HTTP_BEHIND_PROXY));
  }

  private AiConfig ai() {
    SourcesConfig sources = new SourcesBuilder(values).build();
    return new AiConfig(
        sources.providers().getFirst(),
        values.get(Keys.AI_MODEL),
        values.get(Keys.AI_SYSTEM_PROMPT),
        values.get(Keys.AI_MAX_CONCURRENT),
        values.get(Keys.AI_MAX_QUEUED),
        values.get(Keys.AI_LEASE),
        values.get(Keys.AI_CONNECT_TIMEOUT),
        values.get(Keys.AI_FIRST_TOKEN_TIMEOUT),
        values.get(Keys.AI_IDLE_TIMEOUT),
        values.get(Keys.AI_MAX_DURATION),
        values.get(Keys.AI_RETRIES),
        new OpenAiConfig(
            values.get(Keys.AI_OPENAI_BASE_URL),
            values.get(Keys.AI_OPENAI_API_KEY),
            values.get(Keys.AI_OPENAI_MODEL),
            values.get(Keys.AI_OPENAI_VISION),
            SourcesBuilder.list(values, Keys.AI_OPENAI_MODELS),
            values.get(Keys.AI_OPENAI_TOOLS)),
        sources,
        new ToolsConfig(
            values.get(Keys.AI_TOOLS_ENABLED),
            values.get(Keys.AI_TOOLS_MAX_ROUNDS),
            values.get(Keys.AI_TOOLS_MAX_CALLS),
            values.get(Keys.AI_TOOLS_TIMEOUT),
            values.get(Keys.AI_TOOLS_CONFIRM_TIMEOUT),
            values.get(Keys.AI_TOOLS_MAX_RESULT)),
        SourcesBuilder.prompts(values));
  }

  private LimitsConfig limits() {
    return new LimitsConfig(
        values.get(Keys.LIMITS_MESSAGE_LENGTH),
        values.get(Keys.LIMITS_FRAME_BYTES),
        values.get(Keys.LIMITS_FRAMES_PER_SECOND),
        values.get(Keys.LIMITS_FRAME_BURST),
        values.get(Keys.LIMITS_MESSAGES_PER_MINUTE),
        values.get(Keys.LIMITS_MESSAGE_BURST),
        values.get(Keys.LIMITS_CONNECTIONS_PER_USER),
        values.get(Keys.LIMITS_CONNECTIONS),
        values.get(Keys.LIMITS_OUTBOUND_BYTES),
        values.get(Keys.LIMITS_LOGINS_PER_MINUTE),
        values.get(Keys.LIMITS_ATTACHMENT_BYTES),
        values.get(Keys.LIMITS_AUTH_TIMEOUT),
        values.get(Keys.LIMITS_HEARTBEAT));
  }

  private ClusterConfig cluster() {
    List<String> members = values.get(Keys.CLUSTER_MEMBERS);
    String certificate = values.get(Keys.CLUSTER_TLS_CERTIFICATE);
    return new ClusterConfig(
        values.get(Keys.CLUSTER_ENABLED),
        values.get(Keys.CLUSTER_NAME),
        values.get(Keys.CLUSTER_PASSWORD),
        values.get(Keys.CLUSTER_HOST),
        values.get(Keys.CLUSTER_PORT),
        values.get(Keys.CLUSTER_BUS_PORT),
        members == null ? List.of() : members,
        values.get(Keys.CLUSTER_KUBERNETES_SERVICE),
        values.get(Keys.CLUSTER_FAILURE_TIMEOUT),
        certificate == null
            ? null
            : new ClusterConfig.Tls(
                Path.of(certificate),
                Path.of(values.get(Keys.CLUSTER_TLS_KEY)),
                Path.of(values.get(Keys.CLUSTER_TLS_AUTHORITY))));
  }

  private RedisConfig redis() {
    Secret url = values.get(Keys.REDIS_URL);
    String host = values.get(Keys.REDIS_HOST);
    if (url == null && host != null) {
      url = new Secret("redis://" + host + ":" + values.get(Keys.REDIS_PORT));
    }
    return new RedisConfig(url, values.get(Keys.REDIS_TIMEOUT), values.get(Keys.REDIS_KEY_PREFIX));
  }
}
