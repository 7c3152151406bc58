package dev.parley.config;

import java.time.Duration;

/**
 * How models are asked.
 *
 * @param provider name of the first provider; "auto" takes openai when it has a key or a base URL
 *     of its own, demo otherwise
 * @param model default model; null for the provider's own default
 * @param systemPrompt what every prompt starts with; nullable
 * @param maxConcurrent generations that run at once in this process, 1 to 10,000
 * @param maxQueued generations that wait for a place; more are refused
 * @param lease how long an owner may be silent before its generations are ended by others
 * @param firstTokenTimeout from the request to the first piece of text
 * @param idleTimeout between two pieces of text
 * @param maxDuration of one generation
 * @param retries further attempts before the first token, 0 to 10
 */
public record AiConfig(
    String provider,
    String model,
    String systemPrompt,
    int maxConcurrent,
    int maxQueued,
    Duration lease,
    Duration connectTimeout,
    Duration firstTokenTimeout,
    Duration idleTimeout,
    Duration maxDuration,
    int retries,
    OpenAiConfig openai,
    SourcesConfig sources,
    ToolsConfig tools,
    PromptsConfig prompts) {
  /** The same for one provider, with the bounds that are set for it in place of the general. */
  public AiConfig forProvider(String name) {
    SourcesConfig.Bounds own = sources.bounds().getOrDefault(name, SourcesConfig.Bounds.NONE);
    return new AiConfig(
        provider,
        model,
        systemPrompt,
        own.maxConcurrent() == null ? maxConcurrent : own.maxConcurrent(),
        maxQueued,
        lease,
        own.connectTimeout() == null ? connectTimeout : own.connectTimeout(),
        own.firstTokenTimeout() == null ? firstTokenTimeout : own.firstTokenTimeout(),
        own.idleTimeout() == null ? idleTimeout : own.idleTimeout(),
        maxDuration,
        own.retries() == null ? retries : own.retries(),
        openai,
        sources,
        tools,
        prompts);
  }
}
