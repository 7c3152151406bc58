package dev.parley.usage;

import dev.parley.chat.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a model costs.
 *
 * @param input for a million tokens of a prompt, in the currency of the table, 0 or more
 * @param output for a million tokens of an answer
 */
public record Price(BigDecimal input, BigDecimal output) {
  /** Millionths of the currency, rounded half up. */
  public long micros(Usage usage) {
    // A price for a million tokens is as many millionths for one.
    return input
        .multiply(BigDecimal.valueOf(usage.promptTokens()))
        .add(output.multiply(BigDecimal.valueOf(usage.completionTokens())))
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}
