package dev.parley.ai;

import dev.parley.config.Config;
import dev.parley.config.Secret;
import java.net.URI;
import java.time.Duration;

/** Settings of the ai role for tests: quick where a test waits, patient where it must not. */
public final class AiSettings {
  public static final String KEY = "sk-test-0123456789abcdef";

  private Config.OpenAi openai =
      new Config.OpenAi(URI.create("https://api.openai.com/v1"), null, null, true);
  private String provider = "auto";
  private String model;
  private int maxConcurrent = 10;
  private int maxQueued = 10;
  private Duration lease = Duration.ofSeconds(30);
  private Duration firstToken = Duration.ofSeconds(30);
  private Duration idle = Duration.ofSeconds(30);
  private Duration maxDuration = Duration.ofMinutes(1);
  private int retries;

  public AiSettings openai(URI baseUrl) {
    openai = new Config.OpenAi(baseUrl, new Secret(KEY), null, true);
    return this;
  }

  public AiSettings openai(Config.OpenAi settings) {
    openai = settings;
    return this;
  }

  public AiSettings provider(String name) {
    provider = name;
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

  public Config.Ai build() {
    return new Config.Ai(
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
        openai);
  }
}
