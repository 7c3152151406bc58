package dev.parley.config;

/** What a process does. Every role runs in any number of processes. */
public enum Role {
  GATEWAY,
  AI,
  STORE,
  METRICS
}
