package dev.parley.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A program with OpenAI's client for Java has its own tool called; that of Node.js is elsewhere.
 */
class OpenAiToolClientsIT {
  @RegisterExtension static final Stage stage = Stage.with("AI_MODEL", "scripted");

  private static OpenAIClient client;

  @BeforeAll
  static void start() {
    String token = stage.guest("Ada").token();
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + stage.port() + "/v1")
            .apiKey(Keys.make(stage.port(), token))
            .maxRetries(0)
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  private static FunctionDefinition weather() {
    FunctionParameters parameters =
        FunctionParameters.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty(
                "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
            .build();
    return FunctionDefinition.builder()
        .name("weather")
        .description("Tells the weather")
        .parameters(parameters)
        .build();
  }

  private static ChatCompletion streamed(ChatCompletionCreateParams asking) {
    ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(asking)) {
      stream.stream().forEach(all::accumulate);
    }
    return all.chatCompletion();
  }

  @Test
  void aToolIsCalledAndItsResultIsTaken() {
    roundTrip(asking -> client.chat().completions().create(asking));
  }

  @Test
  void aToolIsCalledAndItsResultIsTakenInAStream() {
    roundTrip(OpenAiToolClientsIT::streamed);
  }

  private static void roundTrip(Function<ChatCompletionCreateParams, ChatCompletion> ask) {
    stage.provider().next(ToolScripts.twoCalls("Let me look")).next(Script.answer("Sun and snow"));
    ChatCompletionCreateParams.Builder asking =
        ChatCompletionCreateParams.builder()
            .model("scripted")
            .addUserMessage("Weather?")
            .addFunctionTool(weather());

    ChatCompletion.Choice wants = ask.apply(asking.build()).choices().getFirst();
    assertThat(wants.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(wants.message().content()).contains("Let me look");
    List<ChatCompletionMessageFunctionToolCall> calls =
        wants.message().toolCalls().orElseThrow().stream()
            .map(ChatCompletionMessageToolCall::asFunction)
            .toList();
    assertThat(calls.stream().map(call -> call.function().arguments()))
        .containsExactly("{\"city\":\"Rome\"}", "{\"city\":\"Oslo\"}");

    asking.addMessage(wants.message());
    for (ChatCompletionMessageFunctionToolCall call : calls) {
      String city = new JsonObject(call.function().arguments()).getString("city");
      asking.addMessage(
          ChatCompletionToolMessageParam.builder()
              .toolCallId(call.id())
              .content("Weather of " + city)
              .build());
    }
    ChatCompletion.Choice answer = ask.apply(asking.build()).choices().getFirst();
    assertThat(answer.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(answer.message().content()).contains("Sun and snow");

    assertThat(stage.provider().takeAsked().body().getJsonArray("tools")).hasSize(1);
    JsonArray second = stage.provider().takeAsked().body().getJsonArray("messages");
    assertThat(second.getJsonObject(1).getJsonArray("tool_calls")).hasSize(2);
    assertThat(second.getJsonObject(3))
        .isEqualTo(
            new JsonObject()
                .put("role", "tool")
                .put("tool_call_id", "call_2")
                .put("content", "Weather of Oslo"));
  }
}
