package dev.parley.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Json;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people think of answers, among the figures of the server. */
public final class Ratings {
  private static final Logger LOG = LoggerFactory.getLogger(Ratings.class);

  /** Everybody's feedback is counted, so it does not matter who asks. */
  private static final Conversations.CountFeedback ALL = new Conversations.CountFeedback(0, null);

  private Ratings() {}

  /** Adds {@code feedback} to the figures, which are told without it when it cannot be counted. */
  public static Future<ObjectNode> with(Bus bus, ObjectNode figures) {
    return bus.request(Conversations.FEEDBACK_COUNTS, ALL)
        .map(counts -> figures.<ObjectNode>set("feedback", Json.MAPPER.valueToTree(counts)))
        .recover(
            error -> {
              LOG.debug("Figures are told without feedback", error);
              return Future.succeededFuture(figures);
            });
  }
}
