package dev.parley.config;

/**
 * How messages are found.
 *
 * @param semantic messages are found by their meaning, too
 */
public record SearchConfig(boolean semantic) {}
