package dev.parley.service;

import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.chat.Message;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;

/** Reads what was said on the way to the newest message, for a model to read. */
final class Transcript {
  private static final int MAX_CHARACTERS = Ai.MAX_COMPLETE_CHARACTERS;
  private static final int PAGE = 200;
  private static final int MAX_PAGES = 50;

  private final Bus bus;
  private final long userId;
  private final long conversationId;
  private final Deque<String> lines = new ArrayDeque<>();
  private int room = MAX_CHARACTERS;

  Transcript(Bus bus, long userId, long conversationId) {
    this.bus = bus;
    this.userId = userId;
    this.conversationId = conversationId;
  }

  /** Empty when nothing was said; the oldest is left out where it is longer than the bound. */
  Future<String> read() {
    return bus.request(Conversations.OPEN, new Conversations.Open(userId, conversationId))
        .compose(opened -> before(opened.conversation().leafId(), MAX_PAGES))
        .map(read -> String.join("\n\n", lines));
  }

  /**
   * Reads the message and those before it; other branches are passed over.
   *
   * @param pages that may still be read
   */
  private Future<Void> before(Long messageId, int pages) {
    if (messageId == null || room <= 0 || pages == 0) {
      return Future.succeededFuture();
    }
    return bus.request(
            Conversations.MESSAGES,
            new Conversations.LoadMessages(userId, conversationId, messageId + 1, PAGE))
        .compose(page -> before(take(page, messageId), pages - 1));
  }

  /** The message that comes before the page; null when none does. */
  private Long take(Result.Messages page, Long messageId) {
    Long wanted = messageId;
    for (Message message : page.messages().reversed()) {
      if (wanted != null && message.id() == wanted) {
        add(message);
        wanted = message.parentId();
      }
    }
    return page.hasMore() ? wanted : null;
  }

  private void add(Message message) {
    if (message.content().isBlank() || room <= 0) {
      return;
    }
    String speaker = message.senderName() == null ? "Assistant" : message.senderName();
    String line = speaker + ": " + message.content();
    lines.addFirst(line.substring(Math.max(0, line.length() - room)));
    room -= line.length() + 2;
  }
}
