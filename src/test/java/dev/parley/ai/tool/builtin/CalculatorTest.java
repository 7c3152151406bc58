package dev.parley.ai.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalculatorTest {
  private final Calculator calculator = new Calculator();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0.1 + 0.2; 0.3",
        "1 + 2 * 3; 7",
        "(1 + 2) × 3; 9",
        "10 ÷ 4; 2.5",
        "1/3; 0.3333333333333333333333333333333333",
        "2^10; 1024",
        "2**10; 1024",
        "-2^2; -4",
        "(-2)^2; 4",
        "2 * -3; -6",
        "2^-1; 0.5",
        "2 ^ -1; 0.5",
        "2^3^2; 512",
        "2^0.5; 1.414213562373095048801688724209698",
        "8^(1/3); 2",
        "2^200; 1606938044258990275541962092341162602522202993782792835301376",
        "10^-70; 1E-70",
        "1.05^30; 4.321942375150662009157288198886473",
        "17 % 5; 2",
        "-7 % 3; -1",
        "15%; 0.15",
        "20% of 50; 10",
        "80 * 15%; 12",
        "(1 + 19%) * 49.90; 59.381",
        "200 + 10%; 200.1",
        "10% - 3; -2.9",
        "SQRT(2); 1.414213562373095048801688724209698",
        "sqrt(16); 4",
        "ROUND(2.345, 2); 2.35",
        "round(2.5); 3",
        "FLOOR(-2.5); -3",
        "CEILING(2.1); 3",
        "FACT(20); 2432902008176640000",
        "MAX(1, 7, 3); 7",
        "AVERAGE(1, 2, 4); 2.333333333333333333333333333333333",
        "SUM(1, 2, 3.5); 6.5",
        "SIN(30); 0.5",
        "SIN(180); 0",
        "COSR(PI); -1",
        "LOG10(1000); 3",
        "ln(e); 1",
        "1e3 + 1; 1001",
        "1e100; 1E+100",
      })
  void calculates(String expression, String result) throws Exception {
    assertThat(calculator.calculate(expression)).isEqualTo(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1/0", "1 % 0", "0^-1", "1/(2-2)"})
  void nothingIsDividedByZero(String expression) {
    assertThatThrownBy(() -> calculator.calculate(expression)).hasMessage("Division by zero.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10^10^10",
        "9^9^9^9",
        "1e999999999",
        "FLOOR(1e999999999)",
        "1e999999999 % 7",
        "ROUND(1, 1000000000)",
        "ROUND(1e-900, -900)",
        "FACT(100000000)",
        "FACT(2.5)",
        "FACT(-1)",
        "1e99999999999999999999",
        "SQRT(-1)",
        "(-8)^0.3",
        "LOG(0)",
        "10^1000 * 10^1000",
        "1.5^999999999",
      })
  void whatIsTooLargeOrNoNumberIsRefusedAtOnce(String expression) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(() -> calculator.calculate(expression))
                .isInstanceOf(CalculatorException.class)
                .hasMessageContaining("not a number"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 +",
        "(1",
        "1)",
        "2 3",
        "",
        "x + 1",
        "System.exit(1)",
        "STR_LENGTH(\"abc\")",
        "\"abc\"",
        "[1, 2]",
        "RANDOM()",
        "SQRT()",
        "SQRT(1, 2)",
        "ROUND(1, 2, 3)",
        "1 < 2",
        "a.b",
        "5%%",
        "1; 2",
      })
  void whatIsNoSumIsRefused(String expression) {
    assertThatThrownBy(() -> calculator.calculate(expression))
        .isInstanceOf(CalculatorException.class);
  }

  @Test
  void longAndDeepTextsAreRefused() {
    assertThatThrownBy(() -> calculator.calculate("1+".repeat(1_000_000) + "1"))
        .hasMessageContaining("at most 500 characters");
    assertThatThrownBy(() -> calculator.calculate("-".repeat(499) + "1"))
        .isInstanceOf(CalculatorException.class);
    assertThatThrownBy(() -> calculator.calculate("(".repeat(500)))
        .isInstanceOf(CalculatorException.class);
  }

  @Test
  void theLargestWorkIsQuick() throws Exception {
    String costly = "SQRT(" + "FACT(399)/FACT(398)+".repeat(20) + "1.0000001^999999)";
    assertThat(calculator.calculate(costly)).startsWith("89.");
  }
}
