package dev.parley.config;

import java.time.Duration;

/**
 * Who looks at what people write before others see it.
 *
 * @param address of the moderator on the event bus; null for none
 * @param timeout of one question
 * @param failOpen a text passes that could not be looked at; otherwise it is refused
 */
public record ModerationConfig(String address, Duration timeout, boolean failOpen) {
  /** Nobody is asked. */
  public static final ModerationConfig NONE =
      new ModerationConfig(null, Duration.ofSeconds(2), false);
}
