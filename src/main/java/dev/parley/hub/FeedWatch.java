package dev.parley.hub;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds entries of feeds that the bus has lost on the way to this node. A gap shows as soon as a
 * later entry comes, but the last one before a silence would not. Used on the hub's loop only.
 */
final class FeedWatch {
  /** Between two looks of a node of a cluster, milliseconds. Alone nothing is lost. */
  static final long EVERY_MS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(FeedWatch.class);

  private final Bus bus;
  private final Loop loop;
  private final Map<Long, Topic> topics = new HashMap<>();
  private boolean looking;

  FeedWatch(Bus bus, Loop loop) {
    this.bus = bus;
    this.loop = loop;
  }

  void watch(long conversationId, Topic topic) {
    topics.put(conversationId, topic);
  }

  void forget(Topic topic) {
    topics.values().remove(topic);
  }

  /** Asks where the feeds stand that somebody follows, of a bounded number of them. */
  void look() {
    List<Long> followed =
        topics.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .limit(Conversations.MAX_HEADS)
            .toList();
    if (looking || followed.isEmpty()) {
      return;
    }
    looking = true;
    bus.request(Conversations.HEADS, new Conversations.ReadHeads(followed))
        .onComplete(
            heads ->
                loop.run(
                    () -> {
                      looking = false;
                      heads.seqs().forEach(this::standsAt);
                    }),
            error ->
                loop.run(
                    () -> {
                      looking = false;
                      LOG.debug("Cannot look where the feeds stand", error);
                    }));
  }

  private void standsAt(long conversationId, long seq) {
    Topic topic = topics.get(conversationId);
    if (topic != null) {
      topic.standsAt(seq);
    }
  }
}
