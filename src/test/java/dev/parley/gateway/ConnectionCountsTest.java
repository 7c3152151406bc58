package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionCountsTest {
  @Test
  void holdsAsManyConnectionsAsItMay() {
    ConnectionCounts counts = new ConnectionCounts(2, 5);
    assertThat(counts.open()).isTrue();
    assertThat(counts.open()).isTrue();
    assertThat(counts.open()).isFalse();
    counts.closed();
    assertThat(counts.open()).isTrue();
  }

  @Test
  void countsEachPersonByItself() {
    ConnectionCounts counts = new ConnectionCounts(9, 1);
    assertThat(counts.admit(1)).isTrue();
    assertThat(counts.admit(1)).isFalse();
    assertThat(counts.admit(2)).isTrue();
    counts.left(1);
    assertThat(counts.admit(1)).isTrue();
  }
}
