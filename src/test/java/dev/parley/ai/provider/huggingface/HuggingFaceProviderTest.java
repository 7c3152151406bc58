package dev.parley.ai.provider.huggingface;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.ai.AiSettings;
import dev.parley.ai.provider.ChatCompletionsContract;
import dev.parley.ai.provider.Provider;
import dev.parley.config.SourcesConfig;
import org.junit.jupiter.api.Test;

class HuggingFaceProviderTest extends ChatCompletionsContract {
  @Override
  protected Provider create(SourcesConfig.Server server, AiSettings settings) {
    return new HuggingFaceProvider(vertx, settings.huggingface(server).build());
  }

  @Test
  void theRouterWantsAKey() {
    AiSettings settings =
        new AiSettings().huggingface(AiSettings.server("https://router.huggingface.co/v1", null));
    assertThatThrownBy(() -> new HuggingFaceProvider(vertx, settings.build()))
        .hasMessageContaining("HF_API_KEY");
  }
}
