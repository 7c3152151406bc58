package dev.parley.ai.tool.builtin;

import com.ezylang.evalex.BaseException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.EvaluationValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Calculates with decimal numbers of {@value #DIGITS} digits, up to 10^{@value
 * Bounds#MAX_EXPONENT}. What can be written is bounded, and so is each step, so that it takes no
 * more than milliseconds.
 */
final class Calculator {
  /** Longest expression, characters. */
  static final int MAX_LENGTH = 500;

  private static final int DIGITS = 68;
  private static final int MAX_DEPTH = 200;

  /** What is shown of a number that is not whole. */
  private static final MathContext SHOWN = new MathContext(34, RoundingMode.HALF_EVEN);

  /** Longest number that is written without an exponent, digits on one side. */
  private static final int PLAIN = 68;

  /** A percent sign after which nothing comes that it could divide by: not a remainder. */
  private static final Pattern PERCENT = Pattern.compile("%(?=\\s*(?:$|[-+*/^%),]))");

  /** A negative exponent, see {@link Operators}. */
  private static final Pattern POWER_OF_MINUS = Pattern.compile("\\^\\s+-");

  private static final Pattern PERCENT_OF = Pattern.compile("%\\s+of\\s+");

  private final ExpressionConfiguration configuration =
      ExpressionConfiguration.builder()
          .operatorDictionary(Operators.all())
          .functionDictionary(Functions.all())
          .defaultConstants(constants())
          .mathContext(new MathContext(DIGITS, RoundingMode.HALF_EVEN))
          .maxRecursionDepth(MAX_DEPTH)
          .arraysAllowed(false)
          .structuresAllowed(false)
          .implicitMultiplicationAllowed(false)
          .build();

  private static Map<String, EvaluationValue> constants() {
    Map<String, EvaluationValue> constants = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : new String[] {"PI", "E"}) {
      constants.put(name, ExpressionConfiguration.StandardConstants.get(name));
    }
    return constants;
  }

  /** The result, as a person would write it. */
  String calculate(String expression) throws CalculatorException {
    if (expression.length() > MAX_LENGTH) {
      throw new CalculatorException("An expression has at most " + MAX_LENGTH + " characters.");
    }
    try {
      EvaluationValue value = new Expression(written(expression), configuration).evaluate();
      if (!value.isNumberValue()) {
        throw new CalculatorException("That is not a number.");
      }
      return shown(Bounds.check(value.getNumberValue()));
    } catch (BaseException refused) {
      throw new CalculatorException(refused.getMessage() + ".");
    } catch (Operators.DivisionByZeroException division) {
      throw new CalculatorException("Division by zero.");
    } catch (ArithmeticException | NumberFormatException notOne) {
      throw new CalculatorException(
          "A result is not a number, or beyond 10^" + Bounds.MAX_EXPONENT + ".");
    }
  }

  /** What people and programs write is brought to one form. */
  private static String written(String expression) {
    String plain =
        expression.replace('×', '*').replace('÷', '/').replace('−', '-').replace("**", "^");
    plain = PERCENT_OF.matcher(plain).replaceAll("% * ");
    plain = POWER_OF_MINUS.matcher(plain).replaceAll("^-");
    return PERCENT.matcher(plain).replaceAll(Operators.PERCENT);
  }

  private static String shown(BigDecimal value) {
    BigDecimal whole = value.stripTrailingZeros();
    BigDecimal rounded = whole.scale() <= 0 ? whole : whole.round(SHOWN).stripTrailingZeros();
    boolean plain = Math.abs(rounded.precision() - rounded.scale()) <= PLAIN;
    return plain ? rounded.toPlainString() : rounded.toString();
  }
}
