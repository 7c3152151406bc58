package dev.parley.gateway;

import dev.parley.auth.Identity;
import dev.parley.dialect.parley.ParleyDialect;
import dev.parley.hub.Delivery;
import dev.parley.hub.Loop;
import dev.parley.hub.Subscriber;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.service.Errands;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A person on the bridge. What is sent to {@link BridgeAddresses#CHAT} is a frame of the native
 * dialect and goes the way of every other; what is told at the addresses that the person listens to
 * are frames of the same dialect. It listens on the hub, not on the bus: a node has one consumer
 * for each conversation however many are on the bridge.
 *
 * <p>Used on one event loop.
 */
final class BridgePerson implements Client {
  /** No identity is good for longer without being shown again. */
  private static final long MAX_OPEN_MS = Duration.ofDays(30).toMillis();

  private static final long NO_TIMER = -1;

  private final Environment environment;
  private final BridgeLine line;
  private final Consumer<CloseCode> closing;
  private final Joining joining;
  private final Errands errands = new Errands();
  private final Subscriber personal = new Personal();
  private final Dialect.Session ears = new ParleyDialect().open(new Dialect.Options(false));
  private final Dialect.Session words = new ParleyDialect().open(new Dialect.Options(false));
  private final JoinedConversations joined;
  private final Set<Long> registered = new HashSet<>();
  private boolean registeredPerson;
  private boolean status;
  private boolean over;
  private Identity identity;
  private long expiry = NO_TIMER;

  /** Where the answer to the command under way goes; null when nobody waits for it. */
  private String reply;

  /**
   * @param closing told why the line is to be closed
   */
  BridgePerson(Environment environment, BridgeLine line, Consumer<CloseCode> closing) {
    this.environment = environment;
    this.line = line;
    this.closing = closing;
    this.joining = new Joining(environment.bus());
    this.joined = new JoinedConversations(environment.hub(), this, () -> over);
  }

  /** Now it is known who it is. Fails with RATE_LIMITED when the person has too many lines. */
  Future<Void> admit(Identity who) {
    identity = who;
    if (!environment.connections().admit(this)) {
      closing.accept(CloseCode.TOO_MANY_CONNECTIONS);
      return Future.failedFuture(
          new FailureException(ErrorCode.RATE_LIMITED, "Too many connections"));
    }
    restartExpiry();
    return Future.succeededFuture();
  }

  /** A fresh token was shown: it must be the same person's. */
  Future<Void> renew(Identity who) {
    if (who.userId() != identity.userId()) {
      return Future.failedFuture(
          new FailureException(ErrorCode.INVALID_TOKEN, "The token belongs to somebody else"));
    }
    environment.connections().moved(this, identity.sessionId(), who.sessionId());
    identity = who;
    restartExpiry();
    return Future.succeededFuture();
  }

  private void restartExpiry() {
    environment.vertx().cancelTimer(expiry);
    long leftMs = Math.clamp(environment.leftMs().applyAsLong(identity), 1, MAX_OPEN_MS);
    expiry = environment.vertx().setTimer(leftMs, late -> closing.accept(CloseCode.TOKEN_EXPIRED));
  }

  /**
   * Listens at an address. In a conversation the first that is told is the present state. Fails
   * with FORBIDDEN for all but the public addresses, and as joining does.
   */
  Future<Void> register(String address) {
    if (address.equals(BridgeAddresses.PERSON)) {
      return registeredPerson
          ? Future.succeededFuture()
          : environment.hub().joinUser(personal).onSuccess(in -> listening());
    }
    Long conversationId = BridgeAddresses.conversation(address);
    if (conversationId == null) {
      return closed();
    }
    if (registered.size() >= JoinedConversations.MAX && !registered.contains(conversationId)) {
      return Future.failedFuture(
          new FailureException(ErrorCode.RATE_LIMITED, "Too many addresses registered"));
    }
    return joining.join(
        this,
        conversationId,
        state -> {
          registered.add(conversationId);
          send(new ServerEvent.Ack(null, state));
        });
  }

  private void listening() {
    if (over) {
      environment.hub().leaveUser(personal);
      return;
    }
    registeredPerson = true;
    long leftMs = environment.leftMs().applyAsLong(identity);
    send(new ServerEvent.AuthSuccess(identity.userId(), identity.name(), identity.guest(), leftMs));
  }

  /** Listens there no more. */
  Future<Void> unregister(String address) {
    Long conversationId = BridgeAddresses.conversation(address);
    if (conversationId != null) {
      registered.remove(conversationId);
      detach(conversationId);
    } else if (address.equals(BridgeAddresses.PERSON) && registeredPerson) {
      registeredPerson = false;
      environment.hub().leaveUser(personal);
    }
    return Future.succeededFuture();
  }

  /**
   * Carries out a command. Fails with what it is refused with.
   *
   * @param body a frame of the native dialect
   * @param replyAddress where the answer goes; nullable
   */
  Future<Void> command(String address, Object body, String replyAddress) {
    if (!address.equals(BridgeAddresses.CHAT)) {
      return closed();
    }
    if (!(body instanceof JsonObject frame)) {
      return Future.failedFuture(
          new FailureException(ErrorCode.INVALID_FRAME, "The body must be a JSON object"));
    }
    if (replyAddress != null && frame.getValue("id") == null) {
      frame.put("id", replyAddress);
    }
    return switch (ears.decode(new Frame.Text(frame.encode()))) {
      case Decoded.Ignored _ -> Future.succeededFuture();
      case Decoded.Rejected(String _, var failure) -> Future.failedFuture(failure.asException());
      case Decoded.Command(String _, ClientCommand.Authenticate _) ->
          Future.failedFuture(
              new FailureException(ErrorCode.INVALID_FIELD, "Show tokens in headers"));
      case Decoded.Command(String _, ClientCommand.Attach _) ->
          Future.failedFuture(
              new FailureException(ErrorCode.UNSUPPORTED_MEDIA, "Upload pictures over HTTP"));
      case Decoded.Command(String requestId, ClientCommand command) -> {
        reply = replyAddress;
        yield environment
            .commands()
            .carryOut(this, requestId, command)
            .onComplete(done -> reply = null);
      }
    };
  }

  private static Future<Void> closed() {
    return Future.failedFuture(
        new FailureException(ErrorCode.FORBIDDEN, "This address is not open to you"));
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public Loop loop() {
    return environment.loop();
  }

  @Override
  public void send(ServerEvent event) {
    tell(event, words.encode(event));
  }

  @Override
  public void deliver(Delivery delivery) {
    tell(delivery.event(), delivery.frames(words));
  }

  private void tell(ServerEvent event, List<Frame> frames) {
    String address = over ? null : address(event);
    if (address == null) {
      return;
    }
    if (line.isFull()) {
      closing.accept(CloseCode.SLOW_CONSUMER);
      return;
    }
    for (Frame frame : frames) {
      if (frame instanceof Frame.Text(String text)) {
        line.deliver(address, text);
      }
    }
  }

  /** Where it is told; null for nowhere. */
  private String address(ServerEvent event) {
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
    return registered.contains(id) ? BridgeAddresses.conversation(id) : null;
  }

  private String person() {
    return registeredPerson ? BridgeAddresses.PERSON : null;
  }

  @Override
  public Attachment attachment(long conversationId) {
    return joined.get(conversationId);
  }

  @Override
  public Future<Attachment> attach(long conversationId) {
    return joined.attach(conversationId, false);
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
  public Future<Void> renew(String token) {
    throw new IllegalStateException("tokens are shown in headers");
  }

  @Override
  public Errands errands() {
    return errands;
  }

  @Override
  public void announce(String requestId, int bytes) {
    throw new IllegalStateException("there are no binary frames");
  }

  @Override
  public void subscribeStatus(boolean subscribe) {
    status = subscribe;
  }

  @Override
  public boolean wantsStatus() {
    return status;
  }

  /** The bridge itself ends lines whose program sends no pings. */
  @Override
  public void heartbeat() {
    if (line.isFull()) {
      closing.accept(CloseCode.SLOW_CONSUMER);
    }
  }

  @Override
  public void leave(long afterMs) {
    send(new ServerEvent.Reconnect(afterMs));
    environment
        .vertx()
        .setTimer(Math.max(1, afterMs), late -> closing.accept(CloseCode.GOING_AWAY));
  }

  @Override
  public void close(CloseCode code) {
    closing.accept(code);
  }

  /** The line is closed. */
  void end() {
    over = true;
    environment.vertx().cancelTimer(expiry);
    environment.connections().remove(this);
    errands.close();
    joined.leaveAll();
    if (registeredPerson) {
      registeredPerson = false;
      environment.hub().leaveUser(personal);
    }
  }

  /** What concerns the person, whatever was joined. */
  private final class Personal implements Subscriber {
    @Override
    public long userId() {
      return identity.userId();
    }

    @Override
    public Loop loop() {
      return environment.loop();
    }

    @Override
    public void deliver(Delivery delivery) {
      BridgePerson.this.deliver(delivery);
    }
  }
}
