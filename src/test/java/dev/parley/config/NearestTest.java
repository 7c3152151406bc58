package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> KNOWN = List.of("http.port", "http.host", "ai.model");

  @Test
  void countsInsertionsDeletionsChangesAndSwaps() {
    assertThat(Nearest.distance("port", "port")).isZero();
    assertThat(Nearest.distance("prot", "port")).isOne();
    assertThat(Nearest.distance("", "port")).isEqualTo(4);
    assertThat(Nearest.distance("sort", "ports")).isEqualTo(2);
  }

  @Test
  void suggestsOnlyWhatIsSimilar() {
    assertThat(Nearest.suggestion("htp.port", KNOWN)).isEqualTo(" Did you mean 'http.port'?");
    assertThat(Nearest.suggestion("completely.else", KNOWN)).isEmpty();
    assertThat(Nearest.suggestion("x".repeat(100_000), KNOWN)).isEmpty();
  }
}
