package dev.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalHostsTest {
  private final LocalHosts hosts =
      new LocalHosts("box.lan", List.of("https://Chat.example.org:8443", "not an origin"));

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LOCALHOST.:80",
        "127.0.0.1",
        "127.0.0.1:8080",
        "192.168.0.7:1",
        "[::1]",
        "[::1]:8080",
        "[fe80::1:2]:8080",
        "[::ffff:127.0.0.1]:80",
        "box.lan:8080",
        "chat.example.org",
        "CHAT.example.org:443"
      })
  void addressesAndOwnNamesAreKnown(String host) {
    assertThat(hosts.allow(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "",
        ":8080",
        "localhost.evil.example",
        "evil.example#localhost",
        "localhost@evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example:80",
        "evil.example:localhost",
        "localhost localhost",
        "xlocalhost",
        "[localhost]",
        "[::1",
        "::1",
        "[::1]evil.example",
        "[]",
        "localhost:999999",
        "chat.example.org.evil.example"
      })
  void otherNamesAreStrange(String host) {
    assertThat(hosts.allow(host)).isFalse();
  }

  @Test
  void whereAllOriginsAreAllowedSoAreAllNames() {
    assertThat(new LocalHosts("0.0.0.0", List.of("*")).allow("evil.example")).isTrue();
  }
}
