package dev.parley.ai.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.tool.Calling;
import dev.parley.ai.tool.Tool;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.bus.Bus;
import dev.parley.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuiltinToolsTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  private Calling builtin(String... names) {
    return new Calling(
        vertx, vertx.getOrCreateContext(), new BuiltinTools(new Bus(vertx), List.of(names)));
  }

  @Test
  void onlyWhatIsNamedIsOfferedAndOnlyReads() {
    assertThat(builtin("time").names()).containsExactly("time");
    Calling all = builtin("time", "calculator", "search");
    assertThat(all.names()).containsExactly("time", "calculator", "search");
    for (Tool tool : all.source().tools()) {
      assertThat(tool.effect()).isEqualTo(Effect.READS);
      assertThat(tool.allows(Calling.GUEST)).isTrue();
      assertThat(new JsonObject(tool.spec().parameters()).getString("type")).isEqualTo("object");
    }
  }

  @Test
  void tellsTheTimeWhereItIsAskedFor() {
    Clock clock = Clock.fixed(Instant.parse("2026-03-29T00:59:59.7Z"), ZoneOffset.UTC);
    TimeTool time = new TimeTool(clock);
    assertThat(told(time, "").getString("time")).isEqualTo("2026-03-29T00:59:59Z");
    JsonObject berlin = told(time, "{\"zone\": \"Europe/Berlin\"}");
    assertThat(berlin.getString("time")).isEqualTo("2026-03-29T01:59:59+01:00");
    assertThat(berlin.getString("day")).isEqualTo("Sunday");
    assertThat(told(time, "{\"zone\": \"America/New_York\"}").getString("day"))
        .isEqualTo("Saturday");
    assertThat(told(new TimeTool(clock.withZone(ZoneId.of("Asia/Tokyo"))), "{}").getString("zone"))
        .isEqualTo("Asia/Tokyo");
    assertThat(call(time, "{\"zone\": \"Mars/Crater\"}").error()).isTrue();
    assertThat(call(time, "{\"zone\": \"../etc/passwd\"}").error()).isTrue();
    assertThat(call(time, "nonsense").error()).isTrue();
  }

  @Test
  void calculates() {
    CalculatorTool calculator = new CalculatorTool();
    assertThat(call(calculator, "{\"expression\": \"0.1 + 0.2\"}")).isEqualTo(Result.of("0.3"));
    assertThat(call(calculator, "{\"expression\": \"1/0\"}"))
        .isEqualTo(Result.error("Division by zero."));
    assertThat(call(calculator, "{\"expression\": 1}").error()).isTrue();
    assertThat(call(calculator, "{}").error()).isTrue();
  }

  private static JsonObject told(Tool tool, String arguments) {
    return new JsonObject(call(tool, arguments).text());
  }

  private static Result call(Tool tool, String arguments) {
    return Await.result(tool.call(Calling.by(Calling.USER, arguments)));
  }
}
