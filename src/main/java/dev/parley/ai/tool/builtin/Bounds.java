package dev.parley.ai.tool.builtin;

import java.math.BigDecimal;

/** Keeps numbers to a size at which every step is cheap. */
final class Bounds {
  /** Numbers are smaller than ten to this power, and not nearer to zero than its inverse. */
  static final int MAX_EXPONENT = 1_000;

  private Bounds() {}

  /**
   * The same number.
   *
   * @throws ArithmeticException when it is too large, or too near to zero
   */
  static BigDecimal check(BigDecimal value) {
    long exponent = (long) value.precision() - value.scale();
    if (value.signum() != 0 && Math.abs(exponent) > MAX_EXPONENT) {
      throw new ArithmeticException("out of bounds");
    }
    return value.signum() == 0 ? BigDecimal.ZERO : value;
  }

  /** The number as one of a program's own kind, such as the places to round to. */
  static int integer(BigDecimal value, int least, int most) {
    int number = check(value).intValueExact();
    if (number < least || number > most) {
      throw new ArithmeticException("out of bounds");
    }
    return number;
  }
}
