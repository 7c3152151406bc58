package dev.parley.limits;

import io.vertx.core.Future;

/**
 * Meters many keys, such as people or addresses, at one rate. Safe to use from any thread. The
 * answer is a future because the count may be shared by all nodes.
 */
public interface RateLimiter {
  /**
   * Takes the permits of a key, or none of them.
   *
   * @param key short text, such as "login:192.0.2.1"; compared as it is
   * @param permits at least 1, at most the burst of the rate; anything else fails with {@link
   *     IllegalArgumentException}
   */
  Future<Decision> take(String key, int permits);

  default Future<Decision> take(String key) {
    return take(key, 1);
  }
}
