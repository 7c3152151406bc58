package dev.parley.gateway;

import dev.parley.attachment.Uploads;
import dev.parley.auth.Identity;
import dev.parley.bus.Bus;
import dev.parley.config.Config;
import dev.parley.hub.Delivery;
import dev.parley.hub.Hub;
import dev.parley.hub.Loop;
import dev.parley.hub.Subscriber;
import dev.parley.limits.Rate;
import dev.parley.limits.TokenBucket;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket. It reads one message, carries it out, and only then reads the next, so that the
 * commands of a client happen in their order and a client that floods is slowed by TCP. What goes
 * out is bounded in bytes; overflow policy <em>resume later</em>: the connection is closed with
 * {@link CloseCode#SLOW_CONSUMER} and the client resumes from the last it has seen.
 *
 * <p>Used on one event loop.
 */
final class Connection implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** What a connection needs of its gateway. */
  record Environment(
      Vertx vertx,
      Loop loop,
      Hub hub,
      Config.Limits limits,
      TokenCheck tokens,
      Bus bus,
      CommandHandler commands,
      Connections connections) {}

  /** Proves who a token belongs to; fails with INVALID_TOKEN. */
  @FunctionalInterface
  interface TokenCheck {
    Future<Identity> check(String token);
  }

  /** How a connection comes to know who is speaking. */
  sealed interface Admission {
    /** The first frame says so, within ten seconds. */
    record ByFirstFrame() implements Admission {}

    /** The request that opened it said so; what it leads to is asked for once it is open. */
    record ByRequest(Supplier<Future<Identity>> who) implements Admission {}
  }

  private static final long LOOKUP_TIMEOUT_MS = 30_000;
  private static final long CLOSE_TIMEOUT_MS = 5_000;

  /** What a client has for opening its next connection before it loses this one. */
  private static final long MOVING_MS = 1_000;

  /** No identity is good for longer without being looked up again. */
  private static final long MAX_OPEN_MS = Duration.ofDays(30).toMillis();

  private static final long NO_TIMER = -1;

  /** Conversations that one connection may have joined. */
  private static final int MAX_JOINED = 250;

  /** Refused frames in a row after which a client is taken for broken or hostile. */
  private static final int MAX_REFUSED = 200;

  private final Environment environment;
  private final ServerWebSocket socket;
  private final Channel channel;
  private final Dialect.Session session;
  private final Inbound inbound;
  private final TokenBucket frames;
  private final Map<Long, Attachment> attachments = new LinkedHashMap<>();
  private final Following following;
  private final Errands errands = new Errands();
  private final Subscriber personal = new Personal();
  private final EarlyBytes early = new EarlyBytes(() -> close(CloseCode.MESSAGE_TOO_BIG));
  private Identity identity;
  private long timer = NO_TIMER;
  private int missedPongs;
  private int refused;
  private boolean status;
  private Announced announced;
  private boolean closed;

  /**
   * @param channel what the socket runs over; the socket of a route hides its own
   */
  Connection(
      Environment environment, ServerWebSocket socket, Channel channel, Dialect.Session session) {
    this.environment = environment;
    this.socket = socket;
    this.channel = channel;
    this.session = session;
    Config.Limits limits = environment.limits();
    this.inbound = new Inbound(limits.frameBytes(), limits.frameBytes());
    this.frames = new TokenBucket(Rate.perSecond(limits.framesPerSecond(), limits.frameBurst()));
    this.following = new Following(this, environment.bus());
  }

  /**
   * A binary frame is to come.
   *
   * @param requestId of the command that said so; nullable
   */
  private record Announced(String requestId) {}

  /** Starts reading, at once or when the person is known. */
  void open(Admission admission) {
    if (!environment.connections().add(this)) {
      close(CloseCode.TOO_MANY_CONNECTIONS);
      return;
    }
    socket.setWriteQueueMaxSize(environment.limits().outboundBytes());
    socket.exceptionHandler(error -> LOG.debug("WebSocket failed", error));
    socket.closeHandler(gone -> ended());
    socket.pongHandler(pong -> missedPongs = 0);
    socket.frameHandler(this::read);
    socket.pause();
    channel.pipeline().addFirst(early);
    switch (admission) {
      case Admission.ByFirstFrame _ -> {
        restartTimer(environment.limits().authTimeout().toMillis(), CloseCode.AUTH_REQUIRED);
        socket.fetch(1);
      }
      case Admission.ByRequest(Supplier<Future<Identity>> who) -> {
        restartTimer(LOOKUP_TIMEOUT_MS, CloseCode.TRY_AGAIN_LATER);
        admit(who.get().onFailure(this::tellWhy));
      }
    }
  }

  /** A client that was not asked for anything is told what is wrong before the socket closes. */
  private void tellWhy(Throwable error) {
    send(new ServerEvent.Refused(null, asFailure("Admission", error)));
  }

  private void admit(Future<Identity> who) {
    who.compose(this::admit).onSuccess(admitted -> next()).onFailure(error -> notAdmitted(error));
  }

  @Override
  public Identity identity() {
    return identity;
  }

  Errands errands() {
    return errands;
  }

  @Override
  public Loop loop() {
    return environment.loop();
  }

  @Override
  public void send(ServerEvent event) {
    session.encode(event).forEach(this::write);
    following.told(event);
  }

  @Override
  public void deliver(Delivery delivery) {
    delivery.frames(session).forEach(this::write);
    following.told(delivery.event());
  }

  /** What the dialect wants done without being asked. */
  Set<Dialect.Habit> habits() {
    return session.habits();
  }

  boolean closed() {
    return closed;
  }

  @Override
  public Attachment attachment(long conversationId) {
    return attachments.get(conversationId);
  }

  /**
   * Subscribes to a conversation, holding what arrives. When the connection has joined too many,
   * one that cannot leave by itself leaves the first, and others are refused with RATE_LIMITED.
   */
  @Override
  public Future<Attachment> attach(long conversationId) {
    if (attachments.size() >= MAX_JOINED && habits().contains(Dialect.Habit.FOLLOW)) {
      detach(attachments.keySet().iterator().next());
    }
    if (attachments.size() >= MAX_JOINED) {
      return Future.failedFuture(
          new FailureException(
              ErrorCode.RATE_LIMITED, "Too many conversations joined: leave some"));
    }
    Attachment attachment = new Attachment(this, conversationId);
    attachments.put(conversationId, attachment);
    return environment
        .hub()
        .joinConversation(conversationId, attachment)
        .map(attachment)
        .onSuccess(this::leaveIfGone)
        .onFailure(error -> detach(conversationId));
  }

  /** The store let the connection in. The others see it come; the result is who is there. */
  @Override
  public Future<List<Long>> enter(Attachment attachment) {
    return environment.hub().enterConversation(attachment.conversationId(), attachment);
  }

  @Override
  public void detach(long conversationId) {
    Attachment attachment = attachments.remove(conversationId);
    if (attachment != null) {
      attachment.end();
      environment.hub().leaveConversation(conversationId, attachment);
    }
  }

  void subscribeStatus(boolean subscribe) {
    status = subscribe;
  }

  @Override
  public boolean wantsStatus() {
    return status;
  }

  @Override
  public void knownAt(long conversationId, long seq) {
    environment.hub().knownAt(conversationId, seq);
  }

  /** Asks for a sign of life; closes when two were missed. */
  @Override
  public void heartbeat() {
    if (missedPongs >= 2) {
      close(CloseCode.HEARTBEAT_MISSED);
    } else {
      missedPongs++;
      socket.writePing(Buffer.buffer()).onFailure(error -> LOG.debug("Could not ping", error));
    }
  }

  @Override
  public void leave(long afterMs) {
    if (identity != null) {
      send(new ServerEvent.Reconnect(afterMs));
    }
    environment.vertx().setTimer(afterMs + MOVING_MS, late -> close(CloseCode.GOING_AWAY));
  }

  /** Closes, forcibly when the client does not take the close within five seconds. */
  @Override
  public void close(CloseCode code) {
    if (closed) {
      return;
    }
    closed = true;
    socket.pause();
    socket
        .close((short) code.code(), code.reason())
        .onFailure(error -> LOG.debug("Could not close", error));
    // A client that reads nothing would keep the close waiting behind what it has not read.
    environment.vertx().setTimer(CLOSE_TIMEOUT_MS, late -> cut());
    release();
  }

  /** Past everything that would first write what waits: as if the network had failed. */
  private void cut() {
    if (channel.isOpen()) {
      channel
          .pipeline()
          .firstContext()
          .close()
          .addListener(cut -> LOG.debug("Connection cut: {}", cut.isSuccess()));
    }
  }

  /** Whether the connection is of no use any more. */
  private boolean closeIfSlow() {
    if (closed || socket.isClosed()) {
      return true;
    }
    if (socket.writeQueueFull()) {
      close(CloseCode.SLOW_CONSUMER);
    }
    return closed;
  }

  private void write(Frame frame) {
    if (closeIfSlow()) {
      return;
    }
    Future<Void> written =
        switch (frame) {
          case Frame.Text(String text) -> socket.writeTextMessage(text);
          case Frame.Binary(byte[] bytes) -> socket.writeBinaryMessage(Buffer.buffer(bytes));
        };
    written.onFailure(error -> LOG.debug("Could not write", error));
  }

  private void read(WebSocketFrame fragment) {
    missedPongs = 0;
    switch (inbound.take(fragment)) {
      // Pings are answered by themselves, and who reads no answers must not pile them up.
      case Inbound.Step.Nothing _ -> closeIfSlow();
      case Inbound.Step.More _ -> socket.fetch(1);
      case Inbound.Step.NotUtf8 _ -> close(CloseCode.INVALID_PAYLOAD);
      case Inbound.Step.TooLarge _ ->
          refuse(
              inbound.isBinary() ? takeAnnounced() : null,
              new Failure(ErrorCode.FRAME_TOO_LARGE, "The frame has more bytes than it may have"));
      case Inbound.Step.Whole(Frame frame) -> read(frame);
    }
  }

  private void read(Frame frame) {
    long waitNanos = frames.take(1);
    Decoded decoded = session.decode(frame);
    if (announced == null) {
      // The frame may have decided the dialect, and with it what may come next.
      allowFrames(environment.limits().frameBytes());
    }
    if (identity == null) {
      first(decoded);
      return;
    }
    switch (decoded) {
      case Decoded.Ignored _ -> next();
      case Decoded.Rejected(String requestId, Failure failure) -> refuse(requestId, failure);
      case Decoded.Command(String _, ClientCommand.Upload _)
          when announced == null && !session.carriesPictures() ->
          refuse(
              null,
              new Failure(
                  ErrorCode.UNSUPPORTED_MEDIA, "No attachment was announced for a binary frame"));
      case Decoded.Command(String ownId, ClientCommand command) -> {
        String requestId =
            command instanceof ClientCommand.Upload && announced != null ? takeAnnounced() : ownId;
        if (waitNanos > 0) {
          long waitMs = Math.max(1, TimeUnit.NANOSECONDS.toMillis(waitNanos));
          refuse(requestId, new Failure(ErrorCode.RATE_LIMITED, "Too many frames", waitMs));
        } else {
          carryOut(requestId, command);
        }
      }
    }
  }

  /** The next binary frame may have so many bytes; {@code requestId} is answered for it. */
  void announce(String requestId, int bytes) {
    announced = new Announced(requestId);
    allowFrames(bytes);
  }

  private String takeAnnounced() {
    String requestId = announced == null ? null : announced.requestId();
    announced = null;
    allowFrames(environment.limits().frameBytes());
    return requestId;
  }

  /** Base64 within text takes a third more. */
  private void allowFrames(int binaryBytes) {
    Config.Limits limits = environment.limits();
    if (session.carriesPictures()) {
      inbound.allow(
          Uploads.encodedBytes(limits.attachmentBytes()) + limits.frameBytes(),
          Math.max(binaryBytes, limits.attachmentBytes()));
    } else {
      inbound.allow(limits.frameBytes(), binaryBytes);
    }
  }

  private void first(Decoded decoded) {
    if (decoded instanceof Decoded.Command(String _, ClientCommand.Authenticate command)) {
      admit(environment.tokens().check(command.token()));
    } else {
      close(CloseCode.AUTH_REQUIRED);
    }
  }

  private Future<Void> admit(Identity who) {
    if (closed) {
      return Future.succeededFuture();
    }
    identity = who;
    early.signedIn();
    allowFrames(environment.limits().frameBytes());
    if (!environment.connections().admit(this)) {
      close(CloseCode.TOO_MANY_CONNECTIONS);
      return Future.succeededFuture();
    }
    return environment.hub().joinUser(personal).onSuccess(joined -> welcome());
  }

  private void welcome() {
    if (closed) {
      environment.hub().leaveUser(personal);
      return;
    }
    long expiresInMs =
        Math.min(MAX_OPEN_MS, Duration.between(Instant.now(), identity.expiresAt()).toMillis());
    restartTimer(Math.max(1, expiresInMs), CloseCode.TOKEN_EXPIRED);
    send(
        new ServerEvent.AuthSuccess(
            identity.userId(), identity.name(), identity.guest(), expiresInMs));
  }

  private void notAdmitted(Throwable error) {
    if (!(error instanceof FailureException refusal)) {
      LOG.error("Could not authenticate a connection", error);
      close(CloseCode.INTERNAL_ERROR);
    } else if (refusal.failure().code().retryable()) {
      close(CloseCode.TRY_AGAIN_LATER);
    } else if (refusal.failure().code() == ErrorCode.AUTH_REQUIRED
        || refusal.failure().code() == ErrorCode.INVALID_FIELD) {
      close(CloseCode.AUTH_REQUIRED);
    } else {
      close(CloseCode.INVALID_TOKEN);
    }
  }

  /** A fresh token for a connection that is already open: it must be the same person's. */
  Future<Void> renew(String token) {
    return environment
        .tokens()
        .check(token)
        .compose(
            who -> {
              if (who.userId() != identity.userId()) {
                return Future.failedFuture(
                    new FailureException(
                        ErrorCode.INVALID_TOKEN, "The token belongs to somebody else"));
              }
              if (!closed) {
                environment.connections().moved(this, identity.sessionId(), who.sessionId());
                identity = who;
                welcome();
              }
              return Future.succeededFuture();
            });
  }

  private void carryOut(String requestId, ClientCommand command) {
    Future.succeededFuture()
        .compose(now -> environment.commands().carryOut(this, requestId, command))
        .onComplete(
            done -> {
              refused = 0;
              next();
            },
            error -> refuse(requestId, asFailure(command.getClass().getSimpleName(), error)));
  }

  private static Failure asFailure(String what, Throwable error) {
    if (error instanceof FailureException refusal) {
      return refusal.failure();
    }
    LOG.error("{} failed", what, error);
    return new Failure(ErrorCode.INTERNAL, "The server could not do this");
  }

  private void refuse(String requestId, Failure failure) {
    if (identity == null) {
      close(CloseCode.AUTH_REQUIRED);
      return;
    }
    if (++refused > MAX_REFUSED) {
      close(CloseCode.TOO_MANY_FRAMES);
      return;
    }
    send(new ServerEvent.Refused(requestId, failure));
    next();
  }

  private void next() {
    if (!closed) {
      socket.fetch(1);
    }
  }

  private void restartTimer(long delayMs, CloseCode code) {
    if (timer != NO_TIMER) {
      environment.vertx().cancelTimer(timer);
    }
    timer = environment.vertx().setTimer(delayMs, fired -> close(code));
  }

  private void ended() {
    closed = true;
    release();
  }

  private void release() {
    errands.close();
    environment.vertx().cancelTimer(timer);
    environment.connections().remove(this);
    attachments.values().stream().map(Attachment::conversationId).toList().forEach(this::detach);
    if (identity != null) {
      environment.hub().leaveUser(personal);
    }
  }

  /** The socket may have closed while the hub subscribed. */
  private void leaveIfGone(Attachment attachment) {
    if (closed) {
      detach(attachment.conversationId());
    }
  }

  /** What concerns the person behind the connection, whatever it has joined. */
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
      Connection.this.deliver(delivery);
    }
  }
}
