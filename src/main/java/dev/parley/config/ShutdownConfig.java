package dev.parley.config;

import java.time.Duration;

/**
 * How this process ends.
 *
 * @param notice in a cluster: from being not ready to closing its doors
 * @param spread connections are sent away over so long
 * @param generations running answers may end by themselves for so long after that
 */
public record ShutdownConfig(Duration notice, Duration spread, Duration generations) {
  /** Everything that a stop may wait for. */
  public Duration total() {
    return notice.plus(spread).plus(generations);
  }
}
