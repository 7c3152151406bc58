package dev.parley.gateway;

import dev.parley.auth.Identity;
import dev.parley.hub.Subscriber;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;

/**
 * The addresses that a person on the bridge listens to, and at which of them it is told what. It
 * listens on the hub, not on the bus: a node has one consumer for each conversation however many
 * are on the bridge.
 *
 * <p>Used on one event loop.
 */
final class BridgeRegistrations {
  private final Environment environment;
  private final Client client;
  private final Joining joining;
  private final Subscriber personal;
  private final Set<Long> conversations = new HashSet<>();
  private boolean person;
  private boolean over;

  BridgeRegistrations(Environment environment, Client client) {
    this.environment = environment;
    this.client = client;
    this.joining = new Joining(environment.bus());
    this.personal = new Personal(client);
  }

  /**
   * Listens at an address. In a conversation the first that is told is the present state. Fails
   * with FORBIDDEN for all but the public addresses, and as joining does.
   */
  Future<Void> add(String address) {
    if (address.equals(BridgeAddresses.PERSON)) {
      return person
          ? Future.succeededFuture()
          : environment.hub().joinUser(personal).onSuccess(in -> listening());
    }
    Long conversationId = BridgeAddresses.conversation(address);
    if (conversationId == null) {
      return Future.failedFuture(BridgeAddresses.notOpen());
    }
    if (conversations.size() >= JoinedConversations.MAX
        && !conversations.contains(conversationId)) {
      return Future.failedFuture(
          new FailureException(ErrorCode.RATE_LIMITED, "Too many addresses registered"));
    }
    return joining.join(
        client,
        conversationId,
        state -> {
          conversations.add(conversationId);
          client.send(new ServerEvent.Ack(null, state));
        });
  }

  private void listening() {
    if (over) {
      environment.hub().leaveUser(personal);
      return;
    }
    person = true;
    Identity who = client.identity();
    long leftMs = environment.leftMs().applyAsLong(who);
    client.send(new ServerEvent.AuthSuccess(who.userId(), who.name(), who.guest(), leftMs));
  }

  /** Listens there no more. */
  void remove(String address) {
    Long conversationId = BridgeAddresses.conversation(address);
    if (conversationId != null) {
      conversations.remove(conversationId);
      client.detach(conversationId);
    } else if (address.equals(BridgeAddresses.PERSON)) {
      leave();
    }
  }

  /**
   * Where an event is told; null for nowhere.
   *
   * @param reply where the answer to the command under way goes; null for nowhere
   */
  String address(ServerEvent event, String reply) {
    return switch (event) {
      case ServerEvent.Ack(String id, Result.Joined state) when id == null ->
          conversation(state.conversation().id());
      case ServerEvent.Ack _, ServerEvent.Pong _ -> reply;
      case ServerEvent.Feed(var entry) -> conversation(entry.conversationId());
      case ServerEvent.StreamChunk e -> conversation(e.conversationId());
      case ServerEvent.Queued e -> conversation(e.conversationId());
      case ServerEvent.Suggested e -> conversation(e.conversationId());
      case ServerEvent.ToolActivity e -> {
        // What a person is asked has to reach it wherever it is.
        String there = conversation(e.conversationId());
        yield there == null && e.confirmation() != null ? person() : there;
      }
      case ServerEvent.TypingChanged e -> conversation(e.conversationId());
      case ServerEvent.PresenceChanged e -> conversation(e.conversationId());
      case ServerEvent.ConversationResumed e -> conversation(e.conversationId());
      case ServerEvent.GenerationResumed e -> conversation(e.conversationId());
      case ServerEvent.GenerationEnded e -> conversation(e.generation().conversationId());
      case ServerEvent.CommandAnswered e -> {
        String there = conversation(e.conversationId());
        yield there == null ? person() : there;
      }
      case ServerEvent.MemberFeed _,
          ServerEvent.ConversationView _,
          ServerEvent.BackendStatus _,
          ServerEvent.Reconnect _,
          ServerEvent.AuthSuccess _,
          ServerEvent.Bound _,
          ServerEvent.Refused _ ->
          person();
    };
  }

  private String conversation(long id) {
    return conversations.contains(id) ? BridgeAddresses.conversation(id) : null;
  }

  private String person() {
    return person ? BridgeAddresses.PERSON : null;
  }

  /** The line is closed. */
  void end() {
    over = true;
    leave();
  }

  private void leave() {
    if (person) {
      person = false;
      environment.hub().leaveUser(personal);
    }
  }
}
