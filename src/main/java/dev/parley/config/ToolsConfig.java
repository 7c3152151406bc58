package dev.parley.config;

import java.time.Duration;

/**
 * What models may have done for them during one answer.
 *
 * @param enabled whether they are told of tools at all
 * @param maxRounds times that a model may ask for tools, 1 to 100; it is asked a last time then,
 *     and may not
 * @param maxCalls calls in all, 1 to 1,000; further ones are refused
 * @param timeout of one call; a tool that takes longer counts as failed
 * @param confirmTimeout how long a person is waited for
 * @param maxResult characters of a result that a model is told, 100 to 1,000,000
 */
public record ToolsConfig(
    boolean enabled,
    int maxRounds,
    int maxCalls,
    Duration timeout,
    Duration confirmTimeout,
    int maxResult) {}
