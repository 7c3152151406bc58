package dev.parley.ai.tool.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.tool.Calling;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.GivenUp;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.config.ToolSourcesConfig;
import dev.parley.config.ToolSourcesConfig.Audience;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusToolsTest {
  private static final String SCHEMA = "{\"type\":\"object\"}";
  private static final Duration PATIENT = Duration.ofSeconds(15);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Calling weather =
      new Calling(
          vertx,
          context,
          new BusTools(
              vertx,
              List.of(
                  tool("weather", false, PATIENT),
                  tool("other", true, PATIENT),
                  tool("slow", true, Duration.ofMillis(500)))));

  private static ToolSourcesConfig.BusTool tool(String name, boolean reads, Duration timeout) {
    return new ToolSourcesConfig.BusTool(
        name, "What it is like outside", SCHEMA, reads, Set.of(Audience.USER), timeout);
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  /** A program that serves the tool as it likes. */
  private void program(Consumer<Message<JsonObject>> does) {
    vertx.eventBus().<JsonObject>consumer("parley.tool.weather", does::accept);
  }

  private void replies(Object body) {
    program(message -> message.reply(body));
  }

  @Test
  void onlyWhatIsNamedIsOffered() {
    assertThat(weather.names()).containsExactly("weather", "other", "slow");
    assertThat(weather.tool("weather").spec().description()).isEqualTo("What it is like outside");
    assertThat(weather.tool("weather").spec().parameters()).isEqualTo(SCHEMA);
    assertThat(weather.tool("weather").effect()).isEqualTo(Effect.CHANGES);
    assertThat(weather.tool("other").effect()).isEqualTo(Effect.READS);
    assertThat(weather.tool("other").allows(Calling.USER)).isTrue();
    assertThat(weather.tool("other").allows(Calling.ADMIN)).isTrue();
    assertThat(weather.tool("other").allows(Calling.GUEST)).isFalse();
  }

  @Test
  void aProgramIsToldWhoAsksAndWhat() {
    Promise<JsonObject> asked = Promise.promise();
    program(
        message -> {
          asked.tryComplete(message.body());
          message.reply(new JsonObject().put("result", "rain"));
        });
    assertThat(weather.call("weather", "{\"place\": \"Ulm\"}")).isEqualTo(Result.of("rain"));
    JsonObject request = Await.result(asked.future());
    assertThat(request.remove("call_id")).asString().hasSize(36);
    assertThat(request)
        .isEqualTo(
            new JsonObject()
                .put("type", "call")
                .put("version", 1)
                .put("generation_id", 12L)
                .put("conversation_id", 11L)
                .put("user_id", Calling.USER.userId())
                .put("arguments", new JsonObject().put("place", "Ulm")));
  }

  @Test
  void aResultMayBeAnyJson() {
    JsonObject result = new JsonObject().put("degrees", 3).put("list", new JsonArray().add(1));
    replies(new JsonObject().put("result", result));
    assertThat(weather.call("weather", "")).isEqualTo(Result.of(result.encode()));
  }

  @Test
  void aToolMaySayThatItCouldNot() {
    replies(new JsonObject().put("result", "no such place").put("error", true));
    assertThat(weather.call("weather", "{}")).isEqualTo(Result.error("no such place"));
  }

  @Test
  void argumentsThatAreNoObjectAreTheModelsError() {
    for (String arguments : List.of("[1]", "\"x\"", "{", "{\"a\":\"" + "x".repeat(100_000))) {
      assertThat(weather.call("weather", arguments).error()).isTrue();
    }
  }

  @Test
  void nobodyServesIt() {
    assertThat(weather.failure("weather", "{}")).isEqualTo("Nobody serves this tool at the moment");
  }

  @Test
  void itDoesNotAnswer() {
    vertx.eventBus().<JsonObject>consumer("parley.tool.slow", message -> {});
    assertThat(weather.failure("slow", "{}")).isEqualTo("The tool did not answer in time");
  }

  /** What programs hear that listen for calls given up. */
  private BlockingQueue<JsonObject> cancellations(String tool) {
    BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
    vertx
        .eventBus()
        .<JsonObject>consumer("parley.tool." + tool + ".cancel", told -> heard.add(told.body()));
    return heard;
  }

  private static JsonObject cancel(String callId, String reason) {
    return new JsonObject()
        .put("type", "cancel")
        .put("version", 1)
        .put("call_id", callId)
        .put("reason", reason);
  }

  @Test
  void aProgramIsToldThatItsTimeIsOver() throws InterruptedException {
    BlockingQueue<JsonObject> heard = cancellations("slow");
    Promise<String> called = Promise.promise();
    vertx
        .eventBus()
        .<JsonObject>consumer(
            "parley.tool.slow", message -> called.tryComplete(message.body().getString("call_id")));
    weather.failure("slow", "{}");
    assertThat(heard.poll(20, TimeUnit.SECONDS))
        .isEqualTo(cancel(Await.result(called.future()), "timeout"));
  }

  @Test
  void aProgramIsToldOnceThatNobodyWaitsAnyMore() throws InterruptedException {
    BlockingQueue<JsonObject> heard = cancellations("weather");
    Promise<Message<JsonObject>> called = Promise.promise();
    program(called::tryComplete);
    Promise<GivenUp> givenUp = Promise.promise();
    Future<Result> result = weather.start("weather", "{}", givenUp.future());
    Message<JsonObject> call = Await.result(called.future());
    Await.run(context, () -> givenUp.complete(GivenUp.STOPPED));
    String id = call.body().getString("call_id");
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(cancel(id, "stopped"));
    Await.failure(result);
    vertx.eventBus().publish("parley.tool.weather.cancel", new JsonObject().put("last", true));
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new JsonObject().put("last", true));
  }

  @Test
  void whatWasAnsweredIsNotGivenUp() throws InterruptedException {
    BlockingQueue<JsonObject> heard = cancellations("weather");
    replies(new JsonObject().put("result", "rain"));
    Promise<GivenUp> givenUp = Promise.promise();
    Await.result(weather.start("weather", "{}", givenUp.future()));
    Await.run(context, () -> givenUp.complete(GivenUp.STOPPED));
    vertx.eventBus().publish("parley.tool.weather.cancel", new JsonObject().put("last", true));
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new JsonObject().put("last", true));
  }

  @Test
  void whatAProgramSaysOfItsFailureIsNotShown() {
    program(message -> message.fail(500, "Traceback: secret"));
    assertThat(weather.failure("weather", "{}")).isEqualTo("The tool failed");
  }

  @Test
  void garbageIsAFailure() {
    for (Object body :
        List.of(
            "text",
            7,
            Buffer.buffer("x"),
            new JsonArray(),
            new JsonObject(),
            new JsonObject().putNull("result"))) {
      Calling one = weather;
      var consumer =
          vertx
              .eventBus()
              .<JsonObject>consumer("parley.tool.weather", message -> message.reply(body));
      assertThat(one.failure("weather", "{}"))
          .as("%s", body)
          .isEqualTo("The tool replied something that cannot be read");
      Await.result(consumer.unregister());
    }
  }

  @Test
  void aReplyIsBounded() {
    replies(new JsonObject().put("result", "x".repeat(50_000_000)));
    assertThat(weather.failure("weather", "{}"))
        .isEqualTo("The tool replied with more than can be taken");
  }

  @Test
  void aReplyWithoutATextIsBoundedAsWell() {
    JsonArray many = new JsonArray();
    for (int i = 0; i < 200_000; i++) {
      many.add("ten digits");
    }
    replies(new JsonObject().put("result", many));
    assertThat(weather.failure("weather", "{}"))
        .isEqualTo("The tool replied with more than can be taken");
  }
}
