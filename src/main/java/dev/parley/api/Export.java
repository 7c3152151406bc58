package dev.parley.api;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.chat.Conversation;
import dev.parley.chat.Message;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * One export in progress. The next page is read when the one before has been sent, so that it takes
 * the memory of one page, however long the conversation and slow the client.
 */
final class Export {
  private static final int PAGE = 50;

  private final Bus bus;
  private final ExportFormat format;
  private final HttpServerResponse response;
  private final long userId;

  Export(Bus bus, RoutingContext ctx, ExportFormat format) {
    this.bus = bus;
    this.format = format;
    this.response = ctx.response();
    this.userId = BearerAuth.identity(ctx).userId();
  }

  /** A failure after the beginning breaks the answer off, so that nobody takes it for whole. */
  Future<Void> write(Conversation conversation) {
    long id = conversation.id();
    return read(id, 0)
        .compose(
            first -> {
              response
                  .setChunked(true)
                  .putHeader(HttpHeaders.CONTENT_TYPE, format.mediaType)
                  .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                  .putHeader(
                      HttpHeaders.CONTENT_DISPOSITION,
                      "attachment; filename=\"conversation-" + id + "." + format.extension + "\"");
              return response.write(format.head(conversation)).compose(sent -> pages(first, true));
            })
        .compose(all -> response.end(format.end()));
  }

  private Future<Void> pages(Result.Messages page, boolean first) {
    StringBuilder text = new StringBuilder();
    boolean isFirst = first;
    for (Message message : page.messages()) {
      text.append(format.message(message, isFirst));
      isFirst = false;
    }
    Future<Void> sent = response.write(text.toString());
    return page.hasMore()
        ? sent.compose(done -> read(page.conversationId(), page.messages().getLast().id()))
            .compose(next -> pages(next, false))
        : sent;
  }

  private Future<Result.Messages> read(long conversationId, long after) {
    return bus.request(
        Conversations.READ_ON, new Conversations.ReadOn(userId, conversationId, after, PAGE));
  }
}
