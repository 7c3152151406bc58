package dev.parley.config;

/**
 * Where everything that lasts is kept.
 *
 * @param url {@code postgresql://user:password@host:port/name}; null starts the embedded server
 * @param poolSize connections of the store role, 1 to 200
 * @param instances store verticles of this process, 1 to 64
 */
public record DatabaseConfig(Secret url, int poolSize, int instances) {}
