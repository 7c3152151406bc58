package dev.parley.ai.tool.builtin;

/** Why something cannot be calculated, as a sentence for a model. */
final class CalculatorException extends Exception {
  private static final long serialVersionUID = 1L;

  CalculatorException(String message) {
    super(message, null, false, false);
  }
}
