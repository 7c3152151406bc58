package dev.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import org.junit.jupiter.api.Test;

/** What every {@link EndedEverywhere} that is shared does. */
public abstract class EndedEverywhereContract {
  /** That of a node; those of all nodes share what they know. */
  protected abstract EndedEverywhere node();

  @Test
  void everyNodeKnowsAtOnceWhatOneAdded() {
    Await.result(node().add("ended"));

    assertThat(Await.result(node().contains("ended"))).isTrue();
    assertThat(Await.result(node().contains("going on"))).isFalse();
  }

  @Test
  void addingAgainDoesNoHarm() {
    Await.result(node().add("twice"));
    Await.result(node().add("twice"));

    assertThat(Await.result(node().contains("twice"))).isTrue();
  }
}
