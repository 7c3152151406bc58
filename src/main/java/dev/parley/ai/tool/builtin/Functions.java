package dev.parley.ai.tool.builtin;

import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** The functions that an expression may use, by name in capitals or small letters. */
final class Functions {
  /** What is right of a number that the processor calculated. */
  private static final MathContext APPROXIMATE = new MathContext(15, RoundingMode.HALF_EVEN);

  private static final int MAX_FACTORIAL = 400;
  private static final int MAX_PLACES = 60;

  private Functions() {}

  static FunctionDictionaryIfc all() {
    FunctionDictionaryIfc all = new MapBasedFunctionDictionary();
    all.addFunction("ABS", Function.one((value, math) -> value.abs()));
    all.addFunction("SQRT", Function.one(BigDecimal::sqrt));
    all.addFunction("FLOOR", Function.one((value, math) -> whole(value, RoundingMode.FLOOR)));
    all.addFunction("CEILING", Function.one((value, math) -> whole(value, RoundingMode.CEILING)));
    all.addFunction("CEIL", Function.one((value, math) -> whole(value, RoundingMode.CEILING)));
    all.addFunction("FACT", Function.one(Functions::factorial));
    all.addFunction("ROUND", new Function(1, 2, Functions::round));
    all.addFunction("MIN", several(BigDecimal::min));
    all.addFunction("MAX", several(BigDecimal::max));
    all.addFunction("SUM", several(BigDecimal::add));
    all.addFunction("AVERAGE", new Function(1, Function.MANY, Functions::average));
    approximate(all, "LOG", Math::log);
    approximate(all, "LN", Math::log);
    approximate(all, "LOG10", Math::log10);
    approximate(all, "EXP", Math::exp);
    approximate(all, "DEG", Math::toDegrees);
    approximate(all, "RAD", Math::toRadians);
    angle(all, "SIN", Math::sin);
    angle(all, "COS", Math::cos);
    angle(all, "TAN", Math::tan);
    inverse(all, "ASIN", Math::asin);
    inverse(all, "ACOS", Math::acos);
    inverse(all, "ATAN", Math::atan);
    return all;
  }

  /** In degrees, and with an R at the end of the name in radians. */
  private static void angle(FunctionDictionaryIfc all, String name, DoubleUnaryOperator function) {
    approximate(all, name, degrees -> function.applyAsDouble(Math.toRadians(degrees)));
    approximate(all, name + "R", function);
  }

  private static void inverse(
      FunctionDictionaryIfc all, String name, DoubleUnaryOperator function) {
    approximate(all, name, value -> Math.toDegrees(function.applyAsDouble(value)));
    approximate(all, name + "R", function);
  }

  private static void approximate(
      FunctionDictionaryIfc all, String name, DoubleUnaryOperator function) {
    all.addFunction(
        name,
        Function.one((value, math) -> approximate(function.applyAsDouble(value.doubleValue()))));
  }

  /** What the processor calculated, without the digits in which it is wrong. */
  static BigDecimal approximate(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(APPROXIMATE);
    return rounded.abs().compareTo(BigDecimal.ONE.movePointLeft(15)) < 0
        ? BigDecimal.ZERO
        : rounded;
  }

  private static Function several(BinaryOperator<BigDecimal> function) {
    return new Function(
        1,
        Function.MANY,
        (values, math) -> values.stream().reduce(function).orElseThrow().round(math));
  }

  private static BigDecimal average(List<BigDecimal> values, MathContext math) {
    BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    return sum.divide(BigDecimal.valueOf(values.size()), math);
  }

  private static BigDecimal whole(BigDecimal value, RoundingMode mode) {
    return value.setScale(0, mode);
  }

  /** To whole numbers when no places are given; halves go away from zero. */
  private static BigDecimal round(List<BigDecimal> values, MathContext math) {
    int places = values.size() == 1 ? 0 : Bounds.integer(values.get(1), -MAX_PLACES, MAX_PLACES);
    return values.getFirst().setScale(places, RoundingMode.HALF_UP).round(math);
  }

  private static BigDecimal factorial(BigDecimal value, MathContext math) {
    int number = Bounds.integer(value, 0, MAX_FACTORIAL);
    BigDecimal product = BigDecimal.ONE;
    for (int i = 2; i <= number; i++) {
      product = product.multiply(BigDecimal.valueOf(i), math);
    }
    return product;
  }
}
