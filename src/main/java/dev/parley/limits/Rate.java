package dev.parley.limits;

import java.time.Duration;

/**
 * How much is allowed.
 *
 * @param permits that come back per period, at least 1
 * @param burst permits that can be taken at once after a pause, at least 1
 */
public record Rate(int permits, Duration period, int burst) {
  public Rate {
    if (permits < 1 || burst < 1 || period.toNanos() < permits) {
      throw new IllegalArgumentException(
          "not a rate: " + permits + " per " + period + ", " + burst);
    }
  }

  /** As many at once as in a whole minute. */
  public static Rate perMinute(int permits) {
    return perMinute(permits, permits);
  }

  public static Rate perMinute(int permits, int burst) {
    return new Rate(permits, Duration.ofMinutes(1), burst);
  }

  public static Rate perSecond(int permits, int burst) {
    return new Rate(permits, Duration.ofSeconds(1), burst);
  }

  /** From one permit to the next, nanoseconds. */
  public long intervalNanos() {
    return period.toNanos() / permits;
  }

  /** Whether so many can ever be taken at once. */
  public boolean canGive(int permits) {
    return permits >= 1 && permits <= burst;
  }

  /** What asking for so many fails with. */
  public IllegalArgumentException cannotGive(int permits) {
    return new IllegalArgumentException(permits + " permits of a burst of " + burst);
  }
}
