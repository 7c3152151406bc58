package dev.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Members;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What a {@link Presence} does whose nodes may die. */
public abstract class SharedPresenceContract extends PresenceContract {
  private final Set<String> members = ConcurrentHashMap.newKeySet();

  protected abstract Presence node(Members members);

  @Override
  protected Presence node(String name) {
    members.add(name);
    return node(
        new Members() {
          @Override
          public String me() {
            return name;
          }

          @Override
          public Set<String> all() {
            return Set.copyOf(members);
          }

          @Override
          public void onLeave(Runnable action) {
            // Nobody here listens.
          }
        });
  }

  @Test
  void forgetsThePeopleOfANodeThatIsGone() {
    Presence west = node("west");
    exchange(west, 1, Set.of(10L));
    exchange(node("east"), 1, Set.of(11L));
    assertThat(exchange(west, 1, Set.of(10L))).containsExactly(11L);

    members.remove("east");
    assertThat(exchange(west, 1, Set.of(10L))).isEmpty();
  }
}
