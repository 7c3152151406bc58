package dev.parley.gateway;

import dev.parley.auth.Identity;
import dev.parley.hub.Delivery;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket. It reads one message, carries it out, and only then reads the next, so that the
 * commands of a client happen in their order and a client that floods is slowed by TCP. Its parts:
 * {@link SignIn} knows the person, {@link Inbox} reads, and {@link Outbox} writes.
 *
 * <p>Used on one event loop.
 */
final class Connection extends JoiningClient {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** Refused frames in a row after which a client is taken for broken or hostile. */
  private static final int MAX_REFUSED = 200;

  /** What a client has for opening its next connection before it loses this one. */
  private static final long MOVING_MS = 1_000;

  private final ServerWebSocket socket;
  private final Channel channel;
  private final Dialect.Session session;
  private final EarlyBytes early;
  private final SignIn signIn;
  private final Inbox inbox;
  private final Outbox outbox;
  private final Following following;
  private int refused;

  /**
   * @param channel what the socket runs over; the socket of a route hides its own
   */
  Connection(
      Environment environment, ServerWebSocket socket, Channel channel, Dialect.Session session) {
    super(environment);
    this.socket = socket;
    this.channel = channel;
    this.session = session;
    this.early = new EarlyBytes(earlyBytes(), () -> close(CloseCode.MESSAGE_TOO_BIG));
    this.signIn = new SignIn(environment, this, this::signedIn);
    this.inbox = new Inbox(environment.limits(), session);
    this.outbox = new Outbox(environment, socket, channel, this::close);
    this.following = new Following(this, environment.bus());
  }

  /** Where a picture may be the first frame, it comes before the request's person is known. */
  private long earlyBytes() {
    return session.carriesPictures()
        ? EarlyBytes.MAX_BYTES + Inbox.pictureFrameBytes(environment.limits())
        : EarlyBytes.MAX_BYTES;
  }

  /** Starts reading, at once or when the person is known. */
  void open(Admission admission) {
    if (!environment.connections().add(this)) {
      close(CloseCode.TOO_MANY_CONNECTIONS);
      return;
    }
    socket.exceptionHandler(error -> LOG.debug("WebSocket failed", error));
    socket.closeHandler(gone -> ended());
    socket.frameHandler(this::read);
    socket.pause();
    channel.pipeline().addFirst(early);
    signIn.begin(admission);
  }

  private void signedIn() {
    early.signedIn();
    inbox.signedIn();
  }

  @Override
  public Identity identity() {
    return signIn.identity();
  }

  @Override
  public Future<Void> renew(String token) {
    return signIn.renew(token);
  }

  @Override
  public void send(ServerEvent event) {
    session.encode(event).forEach(outbox::write);
    following.told(event);
  }

  @Override
  public void deliver(Delivery delivery) {
    delivery.frames(session).forEach(outbox::write);
    following.told(delivery.event());
  }

  /** What the dialect wants done without being asked. */
  Set<Dialect.Habit> habits() {
    return session.habits();
  }

  @Override
  boolean closed() {
    return outbox.closed();
  }

  /** When it has joined too many, one that follows leaves the first of them. */
  @Override
  public Future<Attachment> attach(long conversationId) {
    return joined.attach(conversationId, habits().contains(Dialect.Habit.FOLLOW));
  }

  @Override
  public void heartbeat() {
    outbox.ping();
  }

  @Override
  public void leave(long afterMs) {
    if (identity() != null) {
      send(new ServerEvent.Reconnect(afterMs));
    }
    environment.vertx().setTimer(afterMs + MOVING_MS, late -> close(CloseCode.GOING_AWAY));
  }

  @Override
  public void close(CloseCode code) {
    if (!closed()) {
      socket.pause();
      outbox.close(code);
      release();
    }
  }

  private void ended() {
    outbox.ended();
    release();
  }

  private void release() {
    errands().close();
    environment.connections().remove(this);
    joined.leaveAll();
    signIn.end();
  }

  @Override
  public void announce(String requestId, int bytes) {
    inbox.announce(requestId, bytes);
  }

  private void read(WebSocketFrame fragment) {
    outbox.heard();
    switch (inbox.take(fragment)) {
      // Pings are answered by themselves, and who reads no answers must not pile them up.
      case Inbox.Read.Nothing _ -> outbox.closeIfSlow();
      case Inbox.Read.More _ -> socket.fetch(1);
      case Inbox.Read.Fatal(CloseCode code) -> close(code);
      case Inbox.Read.Refused(String requestId, Failure failure) -> refuse(requestId, failure);
      case Inbox.Read.Ignored _ when identity() != null -> next();
      case Inbox.Read.Command(String requestId, ClientCommand command) when identity() != null ->
          carryOut(requestId, command);
      case Inbox.Read.Command(String _, ClientCommand.Authenticate command) ->
          signIn.withToken(command.token());
      case Inbox.Read.Ignored _, Inbox.Read.Command _ -> close(CloseCode.AUTH_REQUIRED);
    }
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

  /** What the client is told of an error; one that is no refusal is logged. */
  static Failure asFailure(String what, Throwable error) {
    if (error instanceof FailureException refusal) {
      return refusal.failure();
    }
    LOG.error("{} failed", what, error);
    return new Failure(ErrorCode.INTERNAL, "The server could not do this");
  }

  private void refuse(String requestId, Failure failure) {
    if (identity() == null) {
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

  /** Reads the next frame. */
  void next() {
    if (!closed()) {
      socket.fetch(1);
    }
  }
}
