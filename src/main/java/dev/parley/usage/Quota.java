package dev.parley.usage;

import java.time.Instant;

/**
 * How one limit of one person stands.
 *
 * @param limit tokens, requests, or millionths of the currency
 * @param used what ended in this window
 * @param reserved what is under way, as estimated
 * @param resetsAt when nothing is used again
 */
public record Quota(
    Kind kind, Window window, long limit, long used, long reserved, Instant resetsAt) {
  /** What is counted. */
  public enum Kind {
    REQUESTS,
    TOKENS,
    COST
  }

  /** For how long, in UTC. */
  public enum Window {
    DAY,
    MONTH
  }

  /** Whether nothing more may begin. */
  public boolean exhausted() {
    return used + reserved >= limit;
  }
}
