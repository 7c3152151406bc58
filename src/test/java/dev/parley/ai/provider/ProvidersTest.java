package dev.parley.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.ai.AiSettings;
import dev.parley.config.Config;
import dev.parley.config.Secret;
import dev.parley.testing.Await;
import io.vertx.core.Vertx;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  private static final URI PUBLIC = URI.create("https://api.openai.com/v1");
  private static final URI OWN = URI.create("http://localhost:8000/v1");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  private String chosen(String provider, URI baseUrl, String key) {
    Secret secret = key == null ? null : new Secret(key);
    AiSettings settings =
        new AiSettings().provider(provider).openai(new Config.OpenAi(baseUrl, secret, null, true));
    return Providers.create(vertx, settings.build()).name();
  }

  @Test
  void autoTakesOpenAiWhenItCanAnswer() {
    assertThat(chosen("auto", PUBLIC, "key")).isEqualTo("openai");
    assertThat(chosen("auto", OWN, null)).isEqualTo("openai");
    assertThat(chosen("auto", PUBLIC, null)).isEqualTo("demo");
  }

  @Test
  void aNamedProviderIsTaken() {
    assertThat(chosen("demo", OWN, "key")).isEqualTo("demo");
    assertThat(chosen("openai", PUBLIC, null)).isEqualTo("openai");
    assertThatThrownBy(() -> chosen("oracle", PUBLIC, null)).hasMessageContaining("demo");
  }
}
