package dev.parley.gateway;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * Brings connections into conversations without a gap: subscribe first and hold what arrives, read
 * what came before, give it, then let the held go. Every reading is authorised by the store.
 */
final class Joining {
  private final Bus bus;

  Joining(Bus bus) {
    this.bus = bus;
  }

  /** Joins or joins anew, which gives the present state again; {@code told} gets it first. */
  Future<Void> join(Receiver receiver, long conversationId, Consumer<Result.Joined> told) {
    receiver.detach(conversationId);
    return receiver
        .attach(conversationId)
        .compose(
            attachment ->
                open(receiver, conversationId)
                    .compose(opened -> enter(receiver, attachment, opened, told))
                    .onFailure(error -> receiver.detach(conversationId)));
  }

  private static Future<Void> enter(
      Receiver receiver,
      Attachment attachment,
      Conversations.Opened opened,
      Consumer<Result.Joined> told) {
    return receiver
        .enter(attachment)
        .map(
            present -> {
              told.accept(new Result.Joined(opened.conversation(), present, opened.running()));
              gave(attachment, opened);
              return null;
            });
  }

  /** Joins unless that was done before. */
  Future<Void> ensureJoined(Receiver receiver, long conversationId) {
    if (receiver.attachment(conversationId) != null) {
      return Future.succeededFuture();
    }
    return join(receiver, conversationId, joined -> {});
  }

  private Future<Conversations.Opened> open(Receiver receiver, long conversationId) {
    long me = receiver.identity().userId();
    return bus.request(Conversations.OPEN, new Conversations.Open(me, conversationId))
        .onSuccess(opened -> receiver.knownAt(conversationId, opened.conversation().seq()));
  }

  private static void gave(Attachment attachment, Conversations.Opened opened) {
    attachment.gaveFeed(opened.conversation().seq());
    for (Result.Running running : opened.running()) {
      attachment.gaveChunks(running.generation().id(), running.generation().lastSeq());
    }
    attachment.answeredUpTo(opened.newestMessageId());
    attachment.goLive();
  }

  /**
   * Resumes conversations and generations. A conversation that cannot be resumed is refused by an
   * event of its own and does not hinder the others. Chunks come before feed entries, so that the
   * end of an answer follows its text.
   */
  Future<Void> resume(Receiver receiver, ClientCommand.Resume positions) {
    return new Resumption(bus, receiver, positions).run();
  }
}
