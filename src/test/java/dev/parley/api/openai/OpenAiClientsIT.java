package dev.parley.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The official clients for Java and for Node.js talk to the server as to OpenAI's own. */
class OpenAiClientsIT {
  private static final long TIMEOUT_S = 120;
  private static final Path SCRIPTS = Path.of("src/test/js/openai");
  private static final Path INSTALLED = Path.of("target/openai-client");

  @RegisterExtension static final Stage stage = Stage.with("AI_MODEL", "scripted");

  private static String key;
  private static String revoked;

  @BeforeAll
  static void start() {
    String token = stage.guest("Ada").token();
    key = Keys.make(stage.port(), token);
    JsonObject made = Keys.make(stage.port(), token, "gone");
    revoked = made.getString("key");
    Keys.revoke(stage.port(), token, made.getLong("id"));
  }

  @Test
  void javaGetsAWholeAnswer() {
    ChatCompletion answer = client(key).chat().completions().create(asking("scripted").build());
    assertThat(answer.choices().getFirst().message().content()).contains("Hello from the script");
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(answer.usage().orElseThrow().totalTokens()).isPositive();
  }

  @Test
  void javaGetsAStream() {
    ChatCompletionCreateParams asking =
        asking("scripted")
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (StreamResponse<ChatCompletionChunk> stream =
        client(key).chat().completions().createStreaming(asking)) {
      List<ChatCompletionChunk> chunks = stream.stream().toList();
      StringBuilder text = new StringBuilder();
      chunks.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .forEach(choice -> choice.delta().content().ifPresent(text::append));
      assertThat(text).hasToString("Hello from the script");
      assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isPositive();
    }
  }

  @Test
  void javaIsToldWhenAStreamBreaks() {
    stage.provider().next(Script.stream().text("half ").breakOff());
    try (StreamResponse<ChatCompletionChunk> stream =
        client(key).chat().completions().createStreaming(asking("scripted").build())) {
      assertThatThrownBy(() -> stream.stream().forEach(chunk -> {}))
          .isInstanceOf(OpenAIException.class);
    }
  }

  @Test
  void javaListsModels() {
    assertThat(client(key).models().list().data())
        .anySatisfy(model -> assertThat(model.id()).isEqualTo("scripted"));
    assertThat(client(key).models().retrieve("scripted").id()).isEqualTo("scripted");
  }

  @Test
  void javaIsToldOfErrors() {
    assertThatThrownBy(() -> client(key).chat().completions().create(asking("nobody").build()))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            refused -> assertThat(refused.code()).contains("model_not_found"));
    assertThatThrownBy(
            () -> client(key).chat().completions().create(asking("scripted").n(2).build()))
        .isInstanceOf(BadRequestException.class);
    for (String bad : List.of("pk-" + "x".repeat(43), revoked)) {
      assertThatThrownBy(() -> client(bad).models().list())
          .isInstanceOf(UnauthorizedException.class);
    }
  }

  /** Without a name and a registry of its own: npm uses the one that it is configured with. */
  @Test
  void nodeGoesThroughItsStory() throws IOException, InterruptedException {
    Files.createDirectories(INSTALLED);
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.writeString(INSTALLED.resolve(file), Files.readString(SCRIPTS.resolve(file)));
    }
    run(new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), INSTALLED);
    Path modules = INSTALLED.resolve("node_modules").toAbsolutePath();
    play("story.mjs", modules);
    for (int round = 0; round < 3; round++) {
      stage
          .provider()
          .next(ToolScripts.twoCalls("Let me look"))
          .next(Script.answer("Sun and snow"));
    }
    play("tools.mjs", modules);
  }

  private static void play(String script, Path modules) throws IOException, InterruptedException {
    ProcessBuilder story =
        new ProcessBuilder("node", SCRIPTS.resolve(script).toString(), modules.toString());
    story.environment().put("PARLEY_URL", "http://127.0.0.1:" + stage.port());
    story.environment().put("PARLEY_KEY", key);
    story.environment().put("PARLEY_REVOKED", revoked);
    run(story, Path.of(""));
  }

  private static void run(ProcessBuilder builder, Path folder)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("openai", ".log");
    try {
      Process process =
          builder
              .directory(folder.toAbsolutePath().toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("%s", Files.readString(output)).isTrue();
      assertThat(process.exitValue()).as("%s", Files.readString(output)).isZero();
    } finally {
      Files.delete(output);
    }
  }

  private static ChatCompletionCreateParams.Builder asking(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addSystemMessage("Be brief.")
        .addUserMessage("Hello");
  }

  private static OpenAIClient client(String apiKey) {
    return OpenAIOkHttpClient.builder()
        .baseUrl("http://127.0.0.1:" + stage.port() + "/v1")
        .apiKey(apiKey)
        .maxRetries(0)
        .build();
  }
}
