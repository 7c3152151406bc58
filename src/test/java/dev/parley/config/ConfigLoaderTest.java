package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir private Path folder;

  @Test
  void defaultsAreWholeWithoutAnyFile() throws Exception {
    Config config = load(Map.of());

    assertThat(config.node()).matches("[A-Za-z0-9._-]{8,64}");
    assertThat(config.roles()).isEqualTo(EnumSet.allOf(Role.class));
    assertThat(config.dataDir()).isEqualTo(Path.of("data"));
    assertThat(config.http()).isEqualTo(new HttpConfig("127.0.0.1", 8080, 1, List.of()));
    assertThat(config.database()).isEqualTo(new DatabaseConfig(null, 10, 1));
    assertThat(config.auth())
        .isEqualTo(new AuthConfig(true, null, Duration.ofMinutes(15), Duration.ofDays(30)));
    SourcesConfig sources = config.ai().sources();
    assertThat(sources.providers()).containsExactly("demo");
    assertThat(sources.breaker()).isEqualTo(new SourcesConfig.Breaker(5, Duration.ofSeconds(30)));
    assertThat(sources.huggingface().models())
        .containsExactly("TinyLlama/TinyLlama-1.1B-Chat-v1.0");
    assertThat(sources.bounds().values()).containsOnly(SourcesConfig.Bounds.NONE);
    assertThat(config.ai())
        .isEqualTo(
            new AiConfig(
                "demo",
                null,
                null,
                256,
                1000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                2,
                new OpenAiConfig(
                    URI.create("https://api.openai.com/v1"), null, "gpt-4o-mini", true),
                sources,
                new ToolsConfig(true, 8, 32, Duration.ofSeconds(30), Duration.ofMinutes(2), 16_000),
                new PromptsConfig(100_000, Map.of(), true, Duration.ofSeconds(20), true, false)));
    assertThat(config.limits())
        .isEqualTo(
            new LimitsConfig(
                32_000,
                65_536,
                50,
                100,
                60,
                20,
                50,
                20_000,
                1 << 20,
                20,
                10 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(25)));
  }

  @Test
  void twoProcessesGetDifferentNames() throws Exception {
    assertThat(load(Map.of()).node()).isNotEqualTo(load(Map.of()).node());
  }

  @Test
  void theEnvironmentWinsOverDotEnvAndThatOverTheFile() throws Exception {
    write("conf/parley.yaml", "http: {port: 1001, instances: 2}\nai: {retries: 1}");
    write(".env", "PORT=1002\nexport PARLEY_HTTP_INSTANCES='3' # cores\n# nothing\n\nHF_MODEL=x");

    Config config = load(Map.of("PORT", "1003", "UNRELATED", "1"));

    assertThat(config.http().port()).isEqualTo(1003);
    assertThat(config.http().instances()).isEqualTo(3);
    assertThat(config.ai().retries()).isEqualTo(1);
  }

  @Test
  void aNamedFileTakesThePlaceOfTheUsualOne() throws Exception {
    write("conf/parley.yaml", "http: {port: 1001}");
    write("mine.yaml", "auth: {guests: false}");

    assertThat(loader(Map.of()).load("mine.yaml").auth().guests()).isFalse();
    assertThat(loader(Map.of()).load("mine.yaml").http().port()).isEqualTo(8080);
    assertThat(load(Map.of("PARLEY_CONFIG", "mine.yaml")).auth().guests()).isFalse();
  }

  @Test
  void everyFamiliarVariableIsUnderstood() throws Exception {
    Config config =
        load(
            Map.of(
                "HOST", "0.0.0.0",
                "DATABASE_URL", "postgres://u:p@db/parley",
                "JWT_SECRET", "s".repeat(32),
                "MODEL_NAME", "tiny",
                "OPENAI_API_KEY", "sk-1",
                "OPENAI_BASE_URL", "http://localhost:11434/v1/"));

    assertThat(config.http().host()).isEqualTo("0.0.0.0");
    assertThat(config.database().url().reveal()).isEqualTo("postgres://u:p@db/parley");
    assertThat(config.auth().jwtSecret().reveal()).hasSize(32);
    assertThat(config.ai().model()).isEqualTo("tiny");
    assertThat(config.ai().openai().apiKey().reveal()).isEqualTo("sk-1");
    assertThat(config.ai().openai().baseUrl()).hasToString("http://localhost:11434/v1");
  }

  @Test
  void theOwnVariableWinsOverTheFamiliarOne() throws Exception {
    Config config =
        load(Map.of("AI_MODEL", "b", "MODEL_NAME", "a", "PARLEY_HTTP_PORT", "7", "PORT", "8"));

    assertThat(config.ai().model()).isEqualTo("b");
    assertThat(config.http().port()).isEqualTo(7);
  }

  @Test
  void autoTakesOpenAiWhenSomethingIsSetForIt() throws Exception {
    assertThat(load(Map.of("OPENAI_API_KEY", "sk-1")).ai().provider()).isEqualTo("openai");
    assertThat(load(Map.of("OPENAI_BASE_URL", "http://x/v1")).ai().provider()).isEqualTo("openai");
    assertThat(load(Map.of("AI_PROVIDER", "demo", "OPENAI_API_KEY", "k")).ai().provider())
        .isEqualTo("demo");
  }

  @Test
  void autoTakesAllThatSomethingIsSetFor() throws Exception {
    Map<String, String> some =
        Map.of(
            "HF_API_KEY", "hf_1",
            "ANTHROPIC_API_KEY", "k",
            "OLLAMA_BASE_URL", "http://127.0.0.1:11434",
            "PARLEY_AI_BUS_NAME", "parrot");
    AiConfig ai = load(some).ai();
    assertThat(ai.sources().providers())
        .containsExactly("anthropic", "huggingface", "ollama", "bus");
    assertThat(ai.provider()).isEqualTo("anthropic");
    assertThat(load(Map.of("PARLEY_AI_PROVIDERS", "demo,ollama")).ai().sources().providers())
        .containsExactly("demo", "ollama");
    assertThat(problems(Map.of("AI_PROVIDER", "bus", "HF_MODEL", ",")))
        .containsExactly(
            "ai.huggingface.models must name at least one model.",
            "ai.bus.name must be set for the provider bus.");
  }

  @Test
  void aProviderMayHaveBoundsOfItsOwn() throws Exception {
    Map<String, String> own =
        Map.of("PARLEY_AI_OLLAMA_FIRST_TOKEN_TIMEOUT", "5m", "PARLEY_AI_OLLAMA_RETRIES", "0");
    AiConfig ai = load(own).ai();
    assertThat(ai.forProvider("ollama").firstTokenTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(ai.forProvider("ollama").retries()).isZero();
    assertThat(ai.forProvider("ollama").maxConcurrent()).isEqualTo(256);
    assertThat(ai.forProvider("openai")).isEqualTo(ai);
  }

  @Test
  void listsAreYamlListsOrSeparatedByCommas() throws Exception {
    write("conf/parley.yaml", "http:\n  allowed_origins: [https://a.example, 'http://b:8080']");
    assertThat(load(Map.of()).http().allowedOrigins())
        .containsExactly("https://a.example", "http://b:8080");
    assertThat(load(Map.of("PARLEY_ROLES", "store, gateway,ai")).roles())
        .containsExactlyInAnyOrder(Role.STORE, Role.GATEWAY, Role.AI);
  }

  @Test
  void anUnknownKeyIsAnsweredWithTheNearestOne() throws Exception {
    write("conf/parley.yaml", "http:\n  prot: 1\nlimit:\n  connections: 3");

    assertThat(problems(Map.of("PARLEY_HTTP_PROT", "1")))
        .containsExactly(
            "Unknown key 'http.prot' in conf/parley.yaml. Did you mean 'http.port'?",
            "Unknown key 'limit.connections' in conf/parley.yaml. Did you mean"
                + " 'limits.connections'?",
            "Unknown variable 'PARLEY_HTTP_PROT' of the environment. Did you mean"
                + " 'PARLEY_HTTP_PORT'?");
  }

  @Test
  void allThatIsWrongIsListedWithValueAndBounds() throws Exception {
    write(
        "conf/parley.yaml",
        """
        http: {port: 99999, allowed_origins: [example.org]}
        ai: {lease: 10, max_queued: many}
        auth: {guests: 7, access_token_ttl: [1s]}
        database: postgres
        """);
    write(".env", "PARLEY_LIMITS_FRAME_BYTES=64KB\nnonsense");

    assertThat(problems(Map.of()))
        .containsExactlyInAnyOrder(
            "http.port is '99999' in conf/parley.yaml. It must be a whole number from 0 to 65535.",
            "http.allowed_origins is 'example.org' in conf/parley.yaml. It must be a list of at"
                + " most 100, each * or an origin such as https://chat.example.org.",
            "ai.lease is '10' in conf/parley.yaml. It must be a duration such as 500ms, 10s, 15m or"
                + " 30d, from 1s to 5m.",
            "ai.max_queued is 'many' in conf/parley.yaml. It must be a whole number from 0 to"
                + " 100000.",
            "auth.guests is '7' in conf/parley.yaml. It must be true or false.",
            "auth.access_token_ttl in conf/parley.yaml must be a single value.",
            "'database' in conf/parley.yaml is a section, it cannot have a value itself.",
            ".env, line 2: this is not of the form NAME=value.",
            "limits.frame_bytes is '64KB' in PARLEY_LIMITS_FRAME_BYTES of .env. It must be a size"
                + " such as 65536 or 64KiB, from 1KiB to 16MiB.");
  }

  @Test
  void secretsAreNeverShown() throws Exception {
    write("conf/parley.yaml", "database: {url: 'mysql://me:hunter2@db'}\n");
    write(".env", "hunter2");
    assertThat(problems(Map.of("JWT_SECRET", "hunter2")).toString()).doesNotContain("hunter2");

    write("conf/parley.yaml", "auth: {jwt_secret: \"hunter2\n  ]");
    assertThat(problems(Map.of()).toString())
        .contains("conf/parley.yaml, line ")
        .doesNotContain("hunter2");

    write("conf/parley.yaml", "");
    write(
        ".env",
        "OPENAI_API_KEY=hunter2\nANTHROPIC_API_KEY=hunter2\nHF_API_KEY=hunter2\n"
            + "OLLAMA_API_KEY=hunter2");
    assertThat(load(Map.of()).toString()).contains("apiKey=***").doesNotContain("hunter2");
  }

  @Test
  void valuesThatDoNotGoTogetherAreRefused() throws Exception {
    assertThat(problems(Map.of("PARLEY_AUTH_REFRESH_TOKEN_TTL", "15m", "PARLEY_ROLES", "ai")))
        .containsExactly(
            "auth.refresh_token_ttl must be longer than auth.access_token_ttl.",
            "cluster.enabled must be true where gateway, ai and store are not all in one process.");
    assertThat(
            problems(
                Map.of(
                    "PARLEY_CLUSTER_ENABLED", "true",
                    "PARLEY_CLUSTER_TLS_KEY", "node.key",
                    "REDIS_URL", "redis://127.0.0.1",
                    "REDIS_HOST", "127.0.0.1")))
        .containsExactly(
            "database.url must be set in a cluster: all nodes share one database.",
            "auth.jwt_secret must be set in a cluster: all nodes accept each other's tokens.",
            "cluster.tls needs all three of certificate, key and authority, or none.",
            "Either redis.url or redis.host must be set, not both.");
  }

  @Test
  void redisIsNamedByUrlOrByHostAndPort() throws Exception {
    assertThat(load(Map.of()).redis().url()).isNull();
    assertThat(load(Map.of("REDIS_HOST", "cache", "REDIS_PORT", "6380")).redis().url().reveal())
        .isEqualTo("redis://cache:6380");
  }

  @Test
  void aFileThatIsNamedMustExist() throws Exception {
    assertThat(problems(Map.of("PARLEY_CONFIG", "no.yaml")))
        .containsExactly("The configuration file 'no.yaml' does not exist.");
  }

  @Test
  void theDocumentedFileExplainsEveryKey() throws Exception {
    String documented = Files.readString(Path.of("conf/parley.yaml"));
    for (Key<?> key : Keys.all()) {
      String last = key.name().substring(key.name().lastIndexOf('.') + 1);
      assertThat(documented).contains(key.variable());
      assertThat(key.aliases()).allSatisfy(alias -> assertThat(documented).contains(alias));
      assertThat(documented).containsPattern("(?m)^ *" + last + ":");
    }
  }

  private List<String> problems(Map<String, String> environment) {
    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(environment));
    assertThat(refused).isNotNull();
    return refused.problems();
  }

  private Config load(Map<String, String> environment) throws ConfigException {
    return loader(environment).load(null);
  }

  private ConfigLoader loader(Map<String, String> environment) {
    return new ConfigLoader(folder, environment);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
