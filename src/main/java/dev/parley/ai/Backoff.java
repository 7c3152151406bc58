package dev.parley.ai;

import java.util.concurrent.ThreadLocalRandom;

/** Waits that double up to a bound, spread at random so that many do not come back together. */
record Backoff(long firstMs, long mostMs) {
  /**
   * @param attempt from 0
   * @return milliseconds, at least half of the step and at least 1
   */
  long millis(int attempt) {
    long step = Math.min(mostMs, firstMs << Math.min(attempt, 20));
    return Math.max(1, step / 2 + ThreadLocalRandom.current().nextLong(step / 2 + 1));
  }
}
