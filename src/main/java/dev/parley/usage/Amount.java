package dev.parley.usage;

/**
 * What some calls used together.
 *
 * @param requests calls that were asked for and answered, wholly or in part
 * @param costMicros millionths of the currency; calls of models without a price cost nothing
 * @param estimated calls whose tokens this server counted, because the provider did not
 * @param unpriced calls of models without a price
 */
public record Amount(
    long requests,
    long promptTokens,
    long completionTokens,
    long costMicros,
    long estimated,
    long unpriced) {
  public static final Amount NOTHING = new Amount(0, 0, 0, 0, 0, 0);

  public long tokens() {
    return promptTokens + completionTokens;
  }

  public Amount plus(Amount more) {
    return new Amount(
        requests + more.requests,
        promptTokens + more.promptTokens,
        completionTokens + more.completionTokens,
        costMicros + more.costMicros,
        estimated + more.estimated,
        unpriced + more.unpriced);
  }
}
