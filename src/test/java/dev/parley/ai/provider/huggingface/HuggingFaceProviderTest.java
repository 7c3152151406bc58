package dev.parley.ai.provider.huggingface;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.ai.AiSettings;
import dev.parley.ai.provider.HttpProviderContract;
import dev.parley.ai.provider.Provider;
import dev.parley.config.Config;
import dev.parley.testing.Script;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class HuggingFaceProviderTest extends HttpProviderContract {
  @Override
  protected Provider create(Config.Server server, AiSettings settings) {
    return new HuggingFaceProvider(vertx, settings.huggingface(server).build());
  }

  @Override
  protected Script begin() {
    return Script.stream();
  }

  @Override
  protected Script say(Script script, String text) {
    return script.text(text);
  }

  @Override
  protected Script think(Script script, String thought) {
    return script
        .event("{\"choices\":[{\"delta\":{\"reasoning_content\":\"" + thought + "\"}}]}")
        .event("{\"choices\":[{\"delta\":{\"content\":null,\"reasoning\":\"x\"}}]}");
  }

  @Override
  protected Script finish(Script script) {
    return script.finish("eos_token").usage(12, 5).done().end();
  }

  @Test
  void refusedContentIsNamed() {
    namesRefusedContent(script -> script.finish("content_filter").done().end());
  }

  @Override
  protected Script fail(Script script) {
    return script.event("{\"error\":\"secret\",\"error_type\":\"overloaded\"}");
  }

  @Override
  protected Script document(Script script, String text) {
    return script.event(text);
  }

  @Override
  protected String path() {
    return "/chat/completions";
  }

  @Override
  protected String keyHeader() {
    return "Authorization";
  }

  @Override
  protected String keyValue() {
    return "Bearer " + KEY;
  }

  @Override
  protected JsonObject request() {
    return new JsonObject(
        """
        {"model": "test-model", "stream": true, "stream_options": {"include_usage": true},
         "messages": [
          {"role": "system", "content": "Be kind."},
          {"role": "user", "content": [
            {"type": "text", "text": "Hi \\"you\\" 👋"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,Ynl0ZXM="}},
            {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]},
          {"role": "assistant", "content": "Hello"},
          {"role": "user", "content": "Bye"}]}
        """);
  }

  @Test
  void theRouterWantsAKey() {
    AiSettings settings =
        new AiSettings().huggingface(AiSettings.server("https://router.huggingface.co/v1", null));
    assertThatThrownBy(() -> new HuggingFaceProvider(vertx, settings.build()))
        .hasMessageContaining("HF_API_KEY");
  }
}
