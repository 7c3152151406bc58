package dev.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link Presence} does. */
public abstract class PresenceContract {
  /** That of a node; those of all nodes know of each other. */
  protected abstract Presence node(String name);

  @Test
  void tellsOfThePeopleOfOtherNodesOnly() {
    Presence west = node("west");
    Presence east = node("east");

    assertThat(exchange(west, 1, Set.of(10L, 11L))).isEmpty();
    assertThat(exchange(east, 1, Set.of(11L, 12L))).containsExactlyInAnyOrder(10L, 11L);
    assertThat(exchange(west, 1, Set.of(10L, 11L))).containsExactlyInAnyOrder(11L, 12L);
    assertThat(exchange(node("north"), 1, Set.of())).containsExactlyInAnyOrder(10L, 11L, 12L);
  }

  @Test
  void goesByWhatANodeSaidLast() {
    Presence west = node("west");
    Presence east = node("east");
    exchange(west, 1, Set.of(10L, 11L));
    exchange(west, 1, Set.of(11L));

    assertThat(exchange(east, 1, Set.of())).containsExactly(11L);
    exchange(west, 1, Set.of());
    assertThat(exchange(east, 1, Set.of())).isEmpty();
  }

  @Test
  void keepsConversationsApart() {
    exchange(node("west"), 1, Set.of(10L));

    assertThat(exchange(node("east"), 2, Set.of(11L))).isEmpty();
  }

  protected static Set<Long> exchange(Presence presence, long conversation, Set<Long> here) {
    return Await.result(presence.exchange(conversation, here));
  }
}
