package dev.parley.ai.tool.builtin;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A step of bounded size.
 *
 * @param step gets the one operand twice where there is only one
 */
record Operator(OperatorType type, int precedence, boolean leftAssociative, Step step)
    implements OperatorIfc {
  /** From two numbers to one; an {@link ArithmeticException} when there is none. */
  interface Step {
    BigDecimal apply(BigDecimal left, BigDecimal right, MathContext math);
  }

  @Override
  public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands)
      throws EvaluationException {
    MathContext math = expression.getConfiguration().getMathContext();
    BigDecimal left = Bounds.check(operands[0].getNumberValue());
    BigDecimal right = Bounds.check(operands[operands.length - 1].getNumberValue());
    return EvaluationValue.numberValue(Bounds.check(step.apply(left, right, math)));
  }

  @Override
  public int getPrecedence() {
    return precedence;
  }

  @Override
  public int getPrecedence(ExpressionConfiguration configuration) {
    return precedence;
  }

  @Override
  public boolean isLeftAssociative() {
    return leftAssociative;
  }

  @Override
  public boolean isPrefix() {
    return type == OperatorType.PREFIX_OPERATOR;
  }

  @Override
  public boolean isPostfix() {
    return type == OperatorType.POSTFIX_OPERATOR;
  }

  @Override
  public boolean isInfix() {
    return type == OperatorType.INFIX_OPERATOR;
  }

  @Override
  public boolean isOperandLazy() {
    return false;
  }
}
