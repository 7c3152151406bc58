package dev.parley.usage;

import java.time.Duration;

/**
 * On what terms models are used here.
 *
 * @param defaultModel is what answers when nobody asks for another
 * @param kept how long accounts are kept, in days; longer than a month
 */
public record Terms(Prices prices, Quotas quotas, String defaultModel, Duration kept) {
  /** Everything is free and without limits. */
  public static final Terms FREE = new Terms(Prices.NONE, Quotas.NONE, "", Duration.ofDays(400));
}
