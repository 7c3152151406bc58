package dev.parley.config;

import java.time.Duration;

/**
 * Where the Redis is that nodes share.
 *
 * @param url {@code redis://:password@host:port/number}; null when there is no Redis
 * @param timeout of one command; after that Redis is taken for lost
 * @param keyPrefix what every key starts with
 */
public record RedisConfig(Secret url, Duration timeout, String keyPrefix) {}
