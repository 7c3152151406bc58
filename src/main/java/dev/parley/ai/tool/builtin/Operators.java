package dev.parley.ai.tool.builtin;

import static com.ezylang.evalex.operators.OperatorIfc.OPERATOR_PRECEDENCE_ADDITIVE;
import static com.ezylang.evalex.operators.OperatorIfc.OPERATOR_PRECEDENCE_MULTIPLICATIVE;
import static com.ezylang.evalex.operators.OperatorIfc.OPERATOR_PRECEDENCE_POWER_HIGHER;
import static com.ezylang.evalex.operators.OperatorIfc.OPERATOR_PRECEDENCE_UNARY;

import com.ezylang.evalex.config.MapBasedOperatorDictionary;
import com.ezylang.evalex.config.OperatorDictionaryIfc;
import com.ezylang.evalex.operators.OperatorIfc.OperatorType;
import java.math.BigDecimal;
import java.math.MathContext;

/** What stands before, between and after numbers. */
final class Operators {
  /** How percent is written inside, to tell it from the remainder. */
  static final String PERCENT = "%%";

  /** Division by zero, told apart from other faults of arithmetic. */
  static final class DivisionByZeroException extends ArithmeticException {
    private static final long serialVersionUID = 1L;
  }

  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final int MAX_POWER = 999_999_999;

  private Operators() {}

  static OperatorDictionaryIfc all() {
    OperatorDictionaryIfc all = new MapBasedOperatorDictionary();
    all.addOperator("+", prefix((value, same, math) -> value));
    all.addOperator("-", prefix((value, same, math) -> value.negate()));
    all.addOperator("+", infix(OPERATOR_PRECEDENCE_ADDITIVE, BigDecimal::add));
    all.addOperator("-", infix(OPERATOR_PRECEDENCE_ADDITIVE, BigDecimal::subtract));
    all.addOperator("*", infix(OPERATOR_PRECEDENCE_MULTIPLICATIVE, BigDecimal::multiply));
    all.addOperator("/", infix(OPERATOR_PRECEDENCE_MULTIPLICATIVE, Operators::divide));
    all.addOperator("%", infix(OPERATOR_PRECEDENCE_MULTIPLICATIVE, Operators::remainder));
    all.addOperator("^", power(Operators::power));
    // One operator, because the library lets no sign follow one that binds tighter than signs.
    all.addOperator("^-", power((left, right, math) -> power(left, right.negate(), math)));
    all.addOperator(
        PERCENT,
        new Operator(
            OperatorType.POSTFIX_OPERATOR,
            OPERATOR_PRECEDENCE_POWER_HIGHER + 1,
            true,
            (value, same, math) -> value.movePointLeft(2)));
    return all;
  }

  private static Operator prefix(Operator.Step step) {
    return new Operator(OperatorType.PREFIX_OPERATOR, OPERATOR_PRECEDENCE_UNARY, false, step);
  }

  private static Operator infix(int precedence, Operator.Step step) {
    return new Operator(OperatorType.INFIX_OPERATOR, precedence, true, step);
  }

  private static Operator power(Operator.Step step) {
    return new Operator(OperatorType.INFIX_OPERATOR, OPERATOR_PRECEDENCE_POWER_HIGHER, false, step);
  }

  private static BigDecimal divide(BigDecimal left, BigDecimal right, MathContext math) {
    return left.divide(notZero(right), math);
  }

  private static BigDecimal remainder(BigDecimal left, BigDecimal right, MathContext math) {
    return left.remainder(notZero(right)).round(math);
  }

  private static BigDecimal notZero(BigDecimal divisor) {
    if (divisor.signum() == 0) {
      throw new DivisionByZeroException();
    }
    return divisor;
  }

  private static BigDecimal power(BigDecimal base, BigDecimal exponent, MathContext math) {
    if (exponent.stripTrailingZeros().scale() <= 0) {
      int whole = Bounds.integer(exponent, -MAX_POWER, MAX_POWER);
      return (whole < 0 ? notZero(base) : base).pow(whole, math);
    }
    return exponent.compareTo(HALF) == 0
        ? base.sqrt(math)
        : Functions.approximate(Math.pow(base.doubleValue(), exponent.doubleValue()));
  }
}
