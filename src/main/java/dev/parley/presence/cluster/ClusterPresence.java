package dev.parley.presence.cluster;

import dev.parley.cluster.Members;
import dev.parley.presence.People;
import dev.parley.presence.Presence;
import dev.parley.shared.ClusterMap;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An entry for each conversation and node: each is written by one node only, so that there is
 * nothing to compare. What a node that is gone has said is not looked at any more, and forgotten
 * after a while.
 */
public final class ClusterPresence implements Presence {
  private static final Duration BEAT = Duration.ofSeconds(30);
  private static final Duration GOOD_FOR = BEAT.multipliedBy(3);

  private final ClusterMap<String> people;
  private final Members members;

  public ClusterPresence(ClusterMap<String> people, Members members) {
    this.people = people;
    this.members = members;
  }

  @Override
  public Future<Set<Long>> exchange(long conversationId, Set<Long> here) {
    String mine = key(conversationId, members.me());
    return (here.isEmpty() ? people.remove(mine) : people.put(mine, People.encode(here), GOOD_FOR))
        .compose(said -> others(conversationId));
  }

  private Future<Set<Long>> others(long conversationId) {
    List<Future<String>> others =
        members.all().stream()
            .filter(node -> !node.equals(members.me()))
            .map(node -> people.get(key(conversationId, node)))
            .toList();
    return Future.all(others)
        .map(
            read ->
                read.<String>list().stream()
                    .filter(Objects::nonNull)
                    .flatMap(People::decode)
                    .collect(Collectors.toUnmodifiableSet()));
  }

  private static String key(long conversationId, String node) {
    return conversationId + "@" + node;
  }

  @Override
  public Duration beat() {
    return BEAT;
  }
}
