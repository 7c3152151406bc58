package dev.parley.ai;

import dev.parley.ai.sentiment.SentimentLexicon;
import dev.parley.chat.Sentiment;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has texts judged on worker threads. */
final class Judge {
  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

  private final Vertx vertx;

  Judge(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Null when there is nothing to judge, or it cannot be; never fails. */
  Future<Sentiment> judge(String text) {
    return vertx
        .executeBlocking(() -> SentimentLexicon.judge(text), false)
        .otherwise(
            error -> {
              LOG.warn("Cannot judge a text of {} characters", text.length(), error);
              return null;
            });
  }
}
