package dev.parley.ai.tool.builtin;

import dev.parley.ai.tool.Arguments;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Does sums, which models do badly. */
final class CalculatorTool extends BuiltinTool {
  private final Calculator calculator = new Calculator();

  CalculatorTool() {
    super(
        "calculator",
        "Calculates exactly with decimal numbers: + - * / ^, percent (15% of 80, or 80 * 15%),"
            + " a % b for the remainder, the constants PI and E, and the functions ABS, AVERAGE,"
            + " CEILING, FACT, FLOOR, LOG (natural), LOG10, MAX, MIN, ROUND(x, places), SQRT, SUM,"
            + " SIN, COS, TAN, ASIN, ACOS, ATAN (degrees; with an R at the end, such as SINR,"
            + " radians), DEG, RAD.",
        """
        {"type": "object",
         "properties": {
           "expression": {"type": "string", "maxLength": %d,
             "description": "for example (1 + 19%%) * 49.90"}},
         "required": ["expression"]}
        """
            .formatted(Calculator.MAX_LENGTH));
  }

  @Override
  Future<Result> call(Invocation invocation, JsonObject arguments) {
    String expression = Arguments.text(arguments, "expression");
    if (expression == null) {
      return error("expression must be a text.");
    }
    try {
      return Future.succeededFuture(Result.of(calculator.calculate(expression)));
    } catch (CalculatorException refused) {
      return error(refused.getMessage());
    }
  }
}
