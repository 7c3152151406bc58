package dev.parley.usage;

/**
 * How much of a model somebody may have; null for what has no limit. Days and months are those of
 * UTC.
 *
 * @param costPerDay millionths of the currency of the price table
 * @param costPerMonth as {@code costPerDay}
 */
public record Limits(
    Long requestsPerDay,
    Long tokensPerDay,
    Long tokensPerMonth,
    Long costPerDay,
    Long costPerMonth) {
  /** Nothing is limited. */
  public static final Limits NONE = new Limits(null, null, null, null, null);
}
