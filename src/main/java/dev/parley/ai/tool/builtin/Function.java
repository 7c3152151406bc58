package dev.parley.ai.tool.builtin;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.FunctionIfc;
import com.ezylang.evalex.functions.FunctionParameterDefinition;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A function of bounded size.
 *
 * @param least parameters that must be given, at least one
 * @param most parameters that may be given
 */
record Function(int least, int most, Body body) implements FunctionIfc {
  /** As many parameters as an expression has room for. */
  static final int MANY = Integer.MAX_VALUE;

  /** From numbers to one; an {@link ArithmeticException} when there is none. */
  interface Body {
    BigDecimal apply(List<BigDecimal> values, MathContext math);
  }

  /** A body of one number. */
  interface Single {
    BigDecimal apply(BigDecimal value, MathContext math);
  }

  static Function one(Single body) {
    return new Function(1, 1, (values, math) -> body.apply(values.getFirst(), math));
  }

  @Override
  public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... values) {
    if (values.length < least) {
      throw new ArithmeticException("too few parameters");
    }
    List<BigDecimal> numbers =
        Stream.of(values).map(value -> Bounds.check(value.getNumberValue())).toList();
    MathContext math = expression.getConfiguration().getMathContext();
    return EvaluationValue.numberValue(Bounds.check(body.apply(numbers, math)));
  }

  /** One more than must be given where more may be; the library counts that as "any number". */
  @Override
  public List<FunctionParameterDefinition> getFunctionParameterDefinitions() {
    return IntStream.rangeClosed(1, hasVarArgs() ? least + 1 : most)
        .mapToObj(
            i ->
                FunctionParameterDefinition.builder()
                    .name("value" + i)
                    .isVarArg(hasVarArgs() && i > least)
                    .build())
        .toList();
  }

  @Override
  public void validatePreEvaluation(Token token, EvaluationValue... values) {
    if (values.length > most) {
      throw new ArithmeticException("too many parameters");
    }
  }

  @Override
  public boolean hasVarArgs() {
    return most > least;
  }
}
