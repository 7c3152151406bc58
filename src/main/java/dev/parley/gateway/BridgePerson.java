package dev.parley.gateway;

import dev.parley.auth.Identity;
import dev.parley.dialect.parley.ParleyDialect;
import dev.parley.hub.Delivery;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/**
 * A person on the bridge. What is sent to {@link BridgeAddresses#CHAT} is a frame of the native
 * dialect and goes the way of every other; what is told at the addresses that the person listens to
 * are frames of the same dialect. Its parts: {@link BridgeSignIn} knows who it is, {@link
 * BridgeCommands} takes what it sends, and {@link BridgeRegistrations} knows what it listens to.
 *
 * <p>Used on one event loop.
 */
final class BridgePerson extends JoiningClient {
  private final BridgeLine line;
  private final Consumer<CloseCode> closing;
  private final Dialect.Session words = new ParleyDialect().open(new Dialect.Options(false));
  private final BridgeSignIn signIn;
  private final BridgeCommands commands;
  private final BridgeRegistrations registrations;
  private boolean over;

  /**
   * @param closing told why the line is to be closed
   */
  BridgePerson(Environment environment, BridgeLine line, Consumer<CloseCode> closing) {
    super(environment);
    this.line = line;
    this.closing = closing;
    this.signIn = new BridgeSignIn(environment, this, closing);
    this.commands = new BridgeCommands(environment.commands(), this);
    this.registrations = new BridgeRegistrations(environment, this);
  }

  /** Now it is known who it is. Fails with RATE_LIMITED when the person has too many lines. */
  Future<Void> admit(Identity who) {
    return signIn.admit(who);
  }

  /** A fresh token was shown: it must be the same person's. */
  Future<Void> renew(Identity who) {
    return signIn.renew(who);
  }

  /**
   * Listens at an address. In a conversation the first that is told is the present state. Fails
   * with FORBIDDEN for all but the public addresses, and as joining does.
   */
  Future<Void> register(String address) {
    return registrations.add(address);
  }

  /** Listens there no more. */
  Future<Void> unregister(String address) {
    registrations.remove(address);
    return Future.succeededFuture();
  }

  /**
   * Carries out a command. Fails with what it is refused with.
   *
   * @param body a frame of the native dialect
   * @param replyAddress where the answer goes; nullable
   */
  Future<Void> command(String address, Object body, String replyAddress) {
    return commands.carryOut(address, body, replyAddress);
  }

  @Override
  public Identity identity() {
    return signIn.identity();
  }

  @Override
  public void send(ServerEvent event) {
    tell(event, words.encode(event));
  }

  @Override
  public void deliver(Delivery delivery) {
    tell(delivery.event(), delivery.frames(words));
  }

  @Override
  boolean closed() {
    return over;
  }

  private void tell(ServerEvent event, List<Frame> frames) {
    String address = over ? null : registrations.address(event, commands.reply());
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

  @Override
  public Future<Attachment> attach(long conversationId) {
    return joined.attach(conversationId, false);
  }

  @Override
  public Future<Void> renew(String token) {
    throw new IllegalStateException("tokens are shown in headers");
  }

  @Override
  public void announce(String requestId, int bytes) {
    throw new IllegalStateException("there are no binary frames");
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
    signIn.end();
    environment.connections().remove(this);
    errands().close();
    joined.leaveAll();
    registrations.end();
  }
}
