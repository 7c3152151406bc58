package dev.parley.gateway;

import dev.parley.hub.Loop;
import dev.parley.service.Errands;
import io.vertx.core.Future;
import java.util.List;

/** What all clients are alike in: what they have joined, have under way, and asked for. */
abstract class JoiningClient implements Client {
  protected final Environment environment;
  protected final JoinedConversations joined;
  private final Errands errands = new Errands();
  private boolean status;

  JoiningClient(Environment environment) {
    this.environment = environment;
    this.joined = new JoinedConversations(environment.hub(), this, this::closed);
  }

  abstract boolean closed();

  @Override
  public Loop loop() {
    return environment.loop();
  }

  @Override
  public Errands errands() {
    return errands;
  }

  @Override
  public Attachment attachment(long conversationId) {
    return joined.get(conversationId);
  }

  @Override
  public Future<List<Long>> enter(Attachment attachment) {
    return environment.hub().enterConversation(attachment.conversationId(), attachment);
  }

  @Override
  public void detach(long conversationId) {
    joined.detach(conversationId);
  }

  @Override
  public void knownAt(long conversationId, long seq) {
    environment.hub().knownAt(conversationId, seq);
  }

  @Override
  public void subscribeStatus(boolean subscribe) {
    status = subscribe;
  }

  @Override
  public boolean wantsStatus() {
    return status;
  }
}
