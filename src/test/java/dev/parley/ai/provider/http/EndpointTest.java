package dev.parley.ai.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.Secret;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointTest {
  private static final String KEY = "abc-0123456789";

  private final Endpoint endpoint =
      new Endpoint(
          URI.create("https://[::1]/base/?q=hidden"),
          "/v1/messages",
          new Secret(KEY),
          "x-api-key",
          "",
          Map.of("version", "1"));

  @Test
  void keysNeverGetIntoTheLog() {
    assertThat(endpoint.toString()).doesNotContain(KEY).doesNotContain("hidden");
    assertThat(endpoint.forLog("bad key " + KEY + "\nBearer xyz, sk-ant-1234567 or hf_abcdefgh"))
        .isEqualTo("bad key *** *** *** or ***");
    assertThat(endpoint.forLog("x".repeat(1000))).hasSizeLessThan(510);
  }

  @Test
  void askedWithKeyAndFurtherHeaders() {
    assertThat(endpoint.options().getURI()).isEqualTo("/base/v1/messages?q=hidden");
    assertThat(endpoint.options().getHost()).isEqualTo("::1");
    assertThat(endpoint.options().getHeaders().get("x-api-key")).isEqualTo(KEY);
    assertThat(endpoint.options().getHeaders().get("version")).isEqualTo("1");
  }

  @Test
  void aHostMustBeNamed() {
    assertThatThrownBy(() -> Endpoint.withBearer(URI.create("http:///x"), "/y", null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
