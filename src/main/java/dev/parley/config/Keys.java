package dev.parley.config;

import static dev.parley.config.Parser.bool;
import static dev.parley.config.Parser.duration;
import static dev.parley.config.Parser.httpUrl;
import static dev.parley.config.Parser.integer;
import static dev.parley.config.Parser.list;
import static dev.parley.config.Parser.matching;
import static dev.parley.config.Parser.oneOf;
import static dev.parley.config.Parser.size;
import static dev.parley.config.Parser.text;

import dev.parley.usage.Limits;
import dev.parley.usage.Prices;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every setting there is. Defaults and explanations are in {@code conf/parley.yaml}. */
final class Keys {
  private static final List<Key<?>> KEYS = new ArrayList<>();

  static final Key<String> NODE =
      key("node", matching("[A-Za-z0-9._-]{1,64}", "1 to 64 of A-Z a-z 0-9 . _ -"));
  static final Key<List<String>> ROLES =
      key("roles", list(oneOf("gateway", "ai", "store", "metrics")));
  static final Key<String> DATA_DIR = key("data_dir", path());

  static final Key<String> HTTP_HOST =
      key("http.host", matching("[A-Za-z0-9.:_-]{1,255}", "a host name or an IP address"), "HOST");
  static final Key<Integer> HTTP_PORT = key("http.port", integer(0, 65_535), "PORT");
  static final Key<Integer> HTTP_INSTANCES = key("http.instances", integer(1, 64));
  static final Key<List<String>> HTTP_ALLOWED_ORIGINS =
      key(
          "http.allowed_origins",
          list(
              matching(
                  "\\*|https?://[^/?#@,\\s]+", "* or an origin such as https://chat.example.org")));
  static final Key<Boolean> HTTP_BEHIND_PROXY = key("http.behind_proxy", bool());

  static final Key<Secret> DATABASE_URL =
      secret(
          "database.url",
          "(?s)postgres(ql)?://.+",
          "a URL such as postgresql://user:password@host:5432/name",
          "DATABASE_URL");
  static final Key<Integer> DATABASE_POOL_SIZE = key("database.pool_size", integer(1, 200));
  static final Key<Integer> DATABASE_INSTANCES = key("database.instances", integer(1, 64));

  static final Key<Boolean> AUTH_GUESTS = key("auth.guests", bool());
  static final Key<Secret> AUTH_JWT_SECRET =
      secret("auth.jwt_secret", "(?s).{32,1024}", "a text of 32 to 1024 characters", "JWT_SECRET");
  static final Key<Duration> AUTH_ACCESS_TOKEN_TTL =
      key("auth.access_token_ttl", duration("1s", "1d"));
  static final Key<Duration> AUTH_REFRESH_TOKEN_TTL =
      key("auth.refresh_token_ttl", duration("1m", "365d"));

  static final Key<List<String>> AUTH_ADMINS =
      key(
          "auth.admins",
          list(matching("[a-z0-9._-]{3,32}", "login names, 3 to 32 of a-z 0-9 . _ - each")));

  static final Key<String> AI_PROVIDER =
      key(
          "ai.provider",
          oneOf("auto", "openai", "anthropic", "huggingface", "ollama", "bus", "demo"),
          "AI_PROVIDER");
  static final Key<List<String>> AI_PROVIDERS =
      key(
          "ai.providers",
          list(oneOf("openai", "anthropic", "huggingface", "ollama", "bus", "demo")));
  static final Key<List<String>> AI_FALLBACK = key("ai.fallback", list(text(250)));
  static final Key<String> AI_MODEL = key("ai.model", text(200), "AI_MODEL", "MODEL_NAME");
  static final Key<String> AI_SYSTEM_PROMPT = key("ai.system_prompt", text(32_000));
  static final Key<Integer> AI_MAX_CONCURRENT = key("ai.max_concurrent", integer(1, 10_000));
  static final Key<Integer> AI_MAX_QUEUED = key("ai.max_queued", integer(0, 100_000));
  static final Key<Duration> AI_LEASE = key("ai.lease", duration("1s", "5m"));
  static final Key<Duration> AI_CONNECT_TIMEOUT =
      key("ai.connect_timeout", duration("100ms", "5m"));
  static final Key<Duration> AI_FIRST_TOKEN_TIMEOUT =
      key("ai.first_token_timeout", duration("100ms", "30m"));
  static final Key<Duration> AI_IDLE_TIMEOUT = key("ai.idle_timeout", duration("100ms", "30m"));
  static final Key<Duration> AI_MAX_DURATION = key("ai.max_duration", duration("1s", "1d"));
  static final Key<Integer> AI_RETRIES = key("ai.retries", integer(0, 10));
  static final Key<URI> AI_OPENAI_BASE_URL =
      key("ai.openai.base_url", httpUrl(), "OPENAI_BASE_URL");
  static final Key<Secret> AI_OPENAI_API_KEY = apiKey("ai.openai.api_key", "OPENAI_API_KEY");
  static final Key<String> AI_OPENAI_MODEL = key("ai.openai.model", text(200));
  static final Key<Boolean> AI_OPENAI_VISION = key("ai.openai.vision", bool());
  static final Key<Boolean> AI_OPENAI_TOOLS = key("ai.openai.tools", bool());

  static final Key<List<String>> AI_OPENAI_MODELS = key("ai.openai.models", list(text(200)));
  static final BoundKeys AI_OPENAI_BOUNDS = bounds("ai.openai");

  static final Key<URI> AI_ANTHROPIC_BASE_URL =
      key("ai.anthropic.base_url", httpUrl(), "ANTHROPIC_BASE_URL");
  static final Key<Secret> AI_ANTHROPIC_API_KEY =
      apiKey("ai.anthropic.api_key", "ANTHROPIC_API_KEY");
  static final Key<List<String>> AI_ANTHROPIC_MODELS =
      key("ai.anthropic.models", list(text(200)), "ANTHROPIC_MODEL");
  static final Key<Integer> AI_ANTHROPIC_MAX_TOKENS =
      key("ai.anthropic.max_tokens", integer(1, 1_000_000));
  static final Key<Boolean> AI_ANTHROPIC_VISION = key("ai.anthropic.vision", bool());
  static final Key<Boolean> AI_ANTHROPIC_TOOLS = key("ai.anthropic.tools", bool());
  static final BoundKeys AI_ANTHROPIC_BOUNDS = bounds("ai.anthropic");

  static final Key<URI> AI_HUGGINGFACE_BASE_URL =
      key("ai.huggingface.base_url", httpUrl(), "HF_BASE_URL");
  static final Key<Secret> AI_HUGGINGFACE_API_KEY = apiKey("ai.huggingface.api_key", "HF_API_KEY");
  static final Key<List<String>> AI_HUGGINGFACE_MODELS =
      key("ai.huggingface.models", list(text(200)), "HF_MODEL");
  static final Key<Boolean> AI_HUGGINGFACE_VISION = key("ai.huggingface.vision", bool());
  static final Key<Boolean> AI_HUGGINGFACE_TOOLS = key("ai.huggingface.tools", bool());
  static final BoundKeys AI_HUGGINGFACE_BOUNDS = bounds("ai.huggingface");

  static final Key<URI> AI_OLLAMA_BASE_URL =
      key("ai.ollama.base_url", httpUrl(), "OLLAMA_BASE_URL");
  static final Key<Secret> AI_OLLAMA_API_KEY = apiKey("ai.ollama.api_key", "OLLAMA_API_KEY");
  static final Key<List<String>> AI_OLLAMA_MODELS =
      key("ai.ollama.models", list(text(200)), "OLLAMA_MODEL");
  static final Key<Boolean> AI_OLLAMA_VISION = key("ai.ollama.vision", bool());
  static final Key<Boolean> AI_OLLAMA_TOOLS = key("ai.ollama.tools", bool());
  static final BoundKeys AI_OLLAMA_BOUNDS = bounds("ai.ollama");

  static final Key<String> AI_BUS_NAME =
      key("ai.bus.name", matching("[A-Za-z0-9._-]{1,64}", "1 to 64 of A-Z a-z 0-9 . _ -"));
  static final Key<List<String>> AI_BUS_MODELS = key("ai.bus.models", list(text(200)));
  static final Key<Boolean> AI_BUS_VISION = key("ai.bus.vision", bool());
  static final Key<Boolean> AI_BUS_TOOLS = key("ai.bus.tools", bool());
  static final BoundKeys AI_BUS_BOUNDS = bounds("ai.bus");

  static final Key<Integer> AI_PROMPT_MAX_TOKENS =
      key("ai.prompt.max_tokens", integer(512, 10_000_000));
  static final Key<List<String>> AI_PROMPT_WINDOWS =
      key(
          "ai.prompt.windows",
          list(
              matching(
                  "[^=\\s]{1,200}=[1-9]\\d{2,7}(/[1-9]\\d{0,7})?",
                  "models with tokens, such as my-model=32768 or my-model=32768/4096")));
  static final Key<Boolean> AI_SUMMARIES_ENABLED = key("ai.summaries.enabled", bool());
  static final Key<Duration> AI_SUMMARIES_TIMEOUT =
      key("ai.summaries.timeout", duration("100ms", "5m"));
  static final Key<Boolean> AI_TITLES_ENABLED = key("ai.titles.enabled", bool());
  static final Key<Boolean> AI_SUGGESTIONS_ENABLED = key("ai.suggestions.enabled", bool());

  static final Key<List<String>> AI_TOOLS_BUILTIN =
      key("ai.tools.builtin", list(oneOf("time", "calculator", "search", "none")));

  static final Key<Integer> AI_BREAKER_FAILURES = key("ai.breaker.failures", integer(1, 1_000));
  static final Key<Duration> AI_BREAKER_PAUSE = key("ai.breaker.pause", duration("100ms", "1h"));

  static final Key<Boolean> AI_TOOLS_ENABLED = key("ai.tools.enabled", bool());
  static final Key<Integer> AI_TOOLS_MAX_ROUNDS = key("ai.tools.max_rounds", integer(1, 100));
  static final Key<Integer> AI_TOOLS_MAX_CALLS = key("ai.tools.max_calls", integer(1, 1_000));
  static final Key<Duration> AI_TOOLS_TIMEOUT = key("ai.tools.timeout", duration("100ms", "10m"));
  static final Key<Duration> AI_TOOLS_CONFIRM_TIMEOUT =
      key("ai.tools.confirm_timeout", duration("1s", "1h"));
  static final Key<Integer> AI_TOOLS_MAX_RESULT =
      key("ai.tools.max_result", integer(100, 1_000_000));

  static final Key<Integer> LIMITS_MESSAGE_LENGTH =
      key("limits.message_length", integer(1, 1_000_000));
  static final Key<Integer> LIMITS_FRAME_BYTES = key("limits.frame_bytes", size("1KiB", "16MiB"));
  static final Key<Integer> LIMITS_FRAMES_PER_SECOND =
      key("limits.frames_per_second", integer(1, 100_000));
  static final Key<Integer> LIMITS_FRAME_BURST = key("limits.frame_burst", integer(1, 100_000));
  static final Key<Integer> LIMITS_MESSAGES_PER_MINUTE =
      key("limits.messages_per_minute", integer(1, 100_000));
  static final Key<Integer> LIMITS_MESSAGE_BURST = key("limits.message_burst", integer(1, 100_000));
  static final Key<Integer> LIMITS_CONNECTIONS_PER_USER =
      key("limits.connections_per_user", integer(1, 100_000));
  static final Key<Integer> LIMITS_CONNECTIONS = key("limits.connections", integer(1, 1_000_000));
  static final Key<Integer> LIMITS_OUTBOUND_BYTES =
      key("limits.outbound_bytes", size("16KiB", "1GiB"));
  static final Key<Integer> LIMITS_LOGINS_PER_MINUTE =
      key("limits.logins_per_minute", integer(1, 100_000));
  static final Key<Integer> LIMITS_ATTACHMENT_BYTES =
      key("limits.attachment_bytes", size("1KiB", "64MiB"));
  static final Key<Duration> LIMITS_AUTH_TIMEOUT =
      key("limits.auth_timeout", duration("100ms", "5m"));
  static final Key<Duration> LIMITS_HEARTBEAT = key("limits.heartbeat", duration("100ms", "10m"));

  static final Key<Boolean> CLUSTER_ENABLED = key("cluster.enabled", bool());
  static final Key<String> CLUSTER_NAME =
      key("cluster.name", matching("[A-Za-z0-9._-]{1,64}", "1 to 64 of A-Z a-z 0-9 . _ -"));
  static final Key<Secret> CLUSTER_PASSWORD =
      secret("cluster.password", "(?s).{16,1024}", "a text of 16 to 1024 characters");
  static final Key<String> CLUSTER_HOST =
      key("cluster.host", matching("[A-Za-z0-9.:_-]{1,255}", "a host name or an IP address"));
  static final Key<Integer> CLUSTER_PORT = key("cluster.port", integer(1, 65_535));
  static final Key<Integer> CLUSTER_BUS_PORT = key("cluster.bus_port", integer(0, 65_535));
  static final Key<List<String>> CLUSTER_MEMBERS =
      key(
          "cluster.members",
          list(matching("[A-Za-z0-9._-]{1,255}(:\\d{1,5})?", "a host or host:port")));
  static final Key<String> CLUSTER_KUBERNETES_SERVICE =
      key(
          "cluster.kubernetes_service",
          matching(
              "[a-z0-9.-]{1,253}", "the DNS name of a headless service, such as parley-cluster"));
  static final Key<Duration> CLUSTER_FAILURE_TIMEOUT =
      key("cluster.failure_timeout", duration("2s", "5m"));
  static final Key<String> CLUSTER_TLS_CERTIFICATE = key("cluster.tls.certificate", path());
  static final Key<String> CLUSTER_TLS_KEY = key("cluster.tls.key", path());
  static final Key<String> CLUSTER_TLS_AUTHORITY = key("cluster.tls.authority", path());

  static final Key<Secret> REDIS_URL =
      secret(
          "redis.url",
          "(?s)rediss?://.+",
          "a URL such as redis://:password@host:6379/0",
          "REDIS_URL");
  static final Key<String> REDIS_HOST =
      key("redis.host", matching("[A-Za-z0-9.:_-]{1,255}", "a host name"), "REDIS_HOST");
  static final Key<Integer> REDIS_PORT = key("redis.port", integer(1, 65_535), "REDIS_PORT");
  static final Key<Duration> REDIS_TIMEOUT = key("redis.timeout", duration("50ms", "30s"));
  static final Key<String> REDIS_KEY_PREFIX = key("redis.key_prefix", text(64));

  static final Key<Duration> SHUTDOWN_NOTICE = key("shutdown.notice", duration("0ms", "5m"));
  static final Key<Duration> SHUTDOWN_SPREAD = key("shutdown.spread", duration("0ms", "5m"));
  static final Key<Duration> SHUTDOWN_GENERATIONS =
      key("shutdown.generations", duration("0ms", "30m"));

  static final Key<Integer> HEALTH_PORT = key("health.port", integer(0, 65_535));

  static final Key<Boolean> SEARCH_SEMANTIC_ENABLED = key("search.semantic.enabled", bool());

  static final Key<Prices> AI_PRICES =
      add(Key.of("ai.prices", Parser.tree(Sections.PRICES, Sections::prices)));

  static final QuotaKeys QUOTAS_GUEST = quota("quotas.guest");
  static final QuotaKeys QUOTAS_USER = quota("quotas.user");
  static final QuotaKeys QUOTAS_ADMIN = quota("quotas.admin");
  static final Key<Map<String, Limits>> QUOTAS_USERS =
      add(Key.of("quotas.users", Parser.tree(Sections.QUOTAS, Sections::quotas)));
  static final Key<Integer> QUOTAS_RESERVE_TOKENS =
      key("quotas.reserve_tokens", integer(0, 1_000_000));
  static final Key<Duration> USAGE_RETENTION = key("usage.retention", duration("32d", "3660d"));

  static final Key<String> BRIDGE_TCP_HOST =
      key("bridge.tcp.host", matching("[A-Za-z0-9.:_-]{1,255}", "a host name or an IP address"));
  static final Key<Integer> BRIDGE_TCP_PORT = key("bridge.tcp.port", integer(0, 65_535));
  static final Key<List<BridgeConfig.Service>> BRIDGE_SERVICES =
      add(new Key<>("bridge.services", list(Parser.service()), true, List.of()));

  static final Key<String> MODERATION_ADDRESS =
      key(
          "moderation.address",
          matching(
              "parley\\.moderator\\.[A-Za-z0-9._-]{1,64}",
              "parley.moderator. and 1 to 64 of A-Z a-z 0-9 . _ -"));
  static final Key<Duration> MODERATION_TIMEOUT =
      key("moderation.timeout", duration("50ms", "10s"));
  static final Key<String> MODERATION_ON_FAILURE =
      key("moderation.on_failure", oneOf("closed", "open"));

  private Keys() {}

  /** All keys, in the order of the file. */
  static List<Key<?>> all() {
    return List.copyOf(KEYS);
  }

  /** What can be set for one provider alone. */
  record BoundKeys(
      Key<Integer> maxConcurrent,
      Key<Duration> connectTimeout,
      Key<Duration> firstTokenTimeout,
      Key<Duration> idleTimeout,
      Key<Integer> retries,
      Key<Integer> contextWindow,
      Key<Integer> maxOutput) {}

  private static BoundKeys bounds(String section) {
    return new BoundKeys(
        key(section + ".max_concurrent", integer(1, 10_000)),
        key(section + ".connect_timeout", duration("100ms", "5m")),
        key(section + ".first_token_timeout", duration("100ms", "30m")),
        key(section + ".idle_timeout", duration("100ms", "30m")),
        key(section + ".retries", integer(0, 10)),
        key(section + ".context_window", integer(512, 10_000_000)),
        key(section + ".max_output", integer(1, 10_000_000)));
  }

  /** What a role may have. */
  record QuotaKeys(
      Key<Long> requestsPerDay,
      Key<Long> tokensPerDay,
      Key<Long> tokensPerMonth,
      Key<Long> costPerDay,
      Key<Long> costPerMonth) {
    Limits limits(Values values) {
      return new Limits(
          values.get(requestsPerDay),
          values.get(tokensPerDay),
          values.get(tokensPerMonth),
          values.get(costPerDay),
          values.get(costPerMonth));
    }
  }

  private static QuotaKeys quota(String section) {
    return new QuotaKeys(
        key(section + ".requests_per_day", Sections.COUNT),
        key(section + ".tokens_per_day", Sections.COUNT),
        key(section + ".tokens_per_month", Sections.COUNT),
        key(section + ".cost_per_day", Sections.MONEY),
        key(section + ".cost_per_month", Sections.MONEY));
  }

  private static Key<Secret> apiKey(String name, String alias) {
    return secret(name, "[!-~]{1,1024}", "1 to 1024 characters without spaces or line ends", alias);
  }

  private static Parser<String> path() {
    return matching("[^\\x00]{1,4096}", "a path");
  }

  private static <T> Key<T> key(String name, Parser<T> parser, String... aliases) {
    return add(Key.of(name, parser, aliases));
  }

  private static Key<Secret> secret(String name, String regex, String expected, String... aliases) {
    return add(Key.secret(name, Parser.secret(regex, expected), aliases));
  }

  private static <T> Key<T> add(Key<T> key) {
    KEYS.add(key);
    return key;
  }
}
