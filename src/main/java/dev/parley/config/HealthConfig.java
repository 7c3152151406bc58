package dev.parley.config;

/**
 * How a process is asked for its health.
 *
 * @param port where a process without the gateway role says how it is; 0 for nowhere
 */
public record HealthConfig(int port) {}
