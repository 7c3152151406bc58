package dev.parley.ai;

import dev.parley.config.AiConfig;
import dev.parley.config.OpenAiConfig;
import dev.parley.config.PromptsConfig;
import dev.parley.config.Secret;
import dev.parley.config.SourcesConfig;
import dev.parley.config.ToolSourcesConfig;
import dev.parley.config.ToolsConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Settings of the ai role for tests: quick where a test waits, patient where it must not. */
public final class AiSettings {
  public static final String KEY = "sk-test-0123456789abcdef";

  private OpenAiConfig openai =
      new OpenAiConfig(URI.create("https://api.openai.com/v1"), null, null, true);
  private String provider = "auto";
  private String model;
  private int maxConcurrent = 10;
  private int maxQueued = 10;
  private Duration lease = Duration.ofSeconds(30);
  private Duration firstToken = Duration.ofSeconds(30);
  private Duration idle = Duration.ofSeconds(30);
  private Duration maxDuration = Duration.ofMinutes(1);
  private int retries;
  private List<String> providers = List.of("openai");
  private List<String> fallback = List.of();
  private SourcesConfig.Breaker breaker = new SourcesConfig.Breaker(5, Duration.ofSeconds(30));
  private SourcesConfig.Server anthropic = server("http://127.0.0.1:1", null);
  private SourcesConfig.Server ollama = server("http://127.0.0.1:1", null);
  private SourcesConfig.Server huggingface = server("http://127.0.0.1:1", null);
  private SourcesConfig.BusSource bus =
      new SourcesConfig.BusSource(null, List.of("bus-model"), true);
  private Map<String, SourcesConfig.Bounds> bounds = Map.of();
  private ToolsConfig tools =
      new ToolsConfig(true, 8, 32, Duration.ofSeconds(30), Duration.ofMinutes(2), 16_000);
  private PromptsConfig prompts = PromptsConfig.PLAIN;

  /** A server with one model and all abilities. */
  public static SourcesConfig.Server server(String baseUrl, String key, String... models) {
    return new SourcesConfig.Server(
        URI.create(baseUrl),
        key == null ? null : new Secret(key),
        models.length == 0 ? List.of("test-model") : List.of(models),
        true);
  }

  public AiSettings tools(ToolsConfig settings) {
    tools = settings;
    return this;
  }

  public AiSettings providers(String... names) {
    providers = List.of(names);
    return this;
  }

  public AiSettings fallback(String... names) {
    fallback = List.of(names);
    return this;
  }

  public AiSettings breaker(int failures, Duration pause) {
    breaker = new SourcesConfig.Breaker(failures, pause);
    return this;
  }

  public AiSettings anthropic(SourcesConfig.Server server) {
    anthropic = server;
    return this;
  }

  public AiSettings ollama(SourcesConfig.Server server) {
    ollama = server;
    return this;
  }

  public AiSettings huggingface(SourcesConfig.Server server) {
    huggingface = server;
    return this;
  }

  public AiSettings bus(String name) {
    bus = new SourcesConfig.BusSource(name, List.of("bus-model"), true);
    return this;
  }

  public AiSettings bounds(String name, SourcesConfig.Bounds own) {
    bounds = Map.of(name, own);
    return this;
  }

  public AiSettings window(String name, PromptsConfig.Window window) {
    prompts =
        new PromptsConfig(
            prompts.maxTokens(),
            Map.of(name, window),
            prompts.summaries(),
            prompts.summaryTimeout(),
            prompts.titles(),
            prompts.suggestions());
    return this;
  }

  public AiSettings openai(URI baseUrl) {
    openai = new OpenAiConfig(baseUrl, new Secret(KEY), null, true);
    return this;
  }

  public AiSettings openai(OpenAiConfig settings) {
    openai = settings;
    return this;
  }

  public AiSettings provider(String name) {
    provider = name;
    providers = List.of(name);
    return this;
  }

  public AiSettings model(String name) {
    model = name;
    return this;
  }

  public AiSettings places(int concurrent, int queued) {
    maxConcurrent = concurrent;
    maxQueued = queued;
    return this;
  }

  public AiSettings lease(Duration duration) {
    lease = duration;
    return this;
  }

  public AiSettings firstToken(Duration duration) {
    firstToken = duration;
    return this;
  }

  public AiSettings idle(Duration duration) {
    idle = duration;
    return this;
  }

  public AiSettings maxDuration(Duration duration) {
    maxDuration = duration;
    return this;
  }

  public AiSettings retries(int number) {
    retries = number;
    return this;
  }

  public AiConfig build() {
    return new AiConfig(
        provider,
        model,
        "You are a test.",
        maxConcurrent,
        maxQueued,
        lease,
        Duration.ofSeconds(5),
        firstToken,
        idle,
        maxDuration,
        retries,
        openai,
        new SourcesConfig(
            providers,
            fallback,
            breaker,
            anthropic,
            1000,
            ollama,
            huggingface,
            bus,
            bounds,
            ToolSourcesConfig.NONE),
        tools,
        prompts);
  }
}
