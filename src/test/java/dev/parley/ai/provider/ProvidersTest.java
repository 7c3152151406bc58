package dev.parley.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.ai.AiSettings;
import dev.parley.testing.Await;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {
  private final Vertx vertx = Vertx.vertx();
  private final AiSettings settings = new AiSettings().bus("parrot");

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "huggingface", "ollama", "bus", "demo"})
  void aNamedProviderIsTaken(String name) {
    Provider provider = Providers.create(vertx, name, settings.build());
    assertThat(provider.name()).isEqualTo(name);
    assertThat(provider.models()).isNotEmpty();
  }

  @Test
  void otherNamesAreRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> Providers.create(vertx, "oracle", settings.build()))
        .hasMessageContaining("anthropic");
  }
}
