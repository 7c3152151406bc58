package dev.parley.gateway;

import dev.parley.limits.Rate;
import dev.parley.limits.TokenBucket;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One program on the bridge: who it is, and what of that which it sends is allowed. Frames are
 * checked one after another. Those of a person are carried out here and never reach the bridge
 * behind the checks; those of a service do, when it may.
 *
 * <p>Frames that wait are bounded; overflow policy: the line is closed. Used on one event loop.
 */
final class BridgeSession {
  private static final int MAX_WAITING = 256;

  /** Refused frames in a row after which a program is taken for broken or hostile. */
  private static final int MAX_REFUSED = 200;

  private final Environment environment;
  private final BridgeTokens tokens;
  private final BridgeLine line;
  private final BridgePerson person;
  private final BridgeService service;
  private final TokenBucket frames;
  private final Deque<BridgeOffer> waiting = new ArrayDeque<>();
  private final long patience;
  private String shown;
  private int refused;
  private boolean busy;
  private boolean closed;

  /**
   * @param service what it may do in case that it is one
   */
  BridgeSession(
      Environment environment, BridgeTokens tokens, BridgeLine line, BridgeService service) {
    this.environment = environment;
    this.tokens = tokens;
    this.line = line;
    this.service = service;
    this.person = new BridgePerson(environment, line, this::close);
    var limits = environment.limits();
    this.frames = new TokenBucket(Rate.perSecond(limits.framesPerSecond(), limits.frameBurst()));
    this.patience =
        environment
            .vertx()
            .setTimer(limits.authTimeout().toMillis(), late -> close(CloseCode.AUTH_REQUIRED));
  }

  /** Whether there is room for it. */
  boolean open() {
    boolean room = environment.connections().add(person);
    if (!room) {
      close(CloseCode.TOO_MANY_CONNECTIONS);
    }
    return room;
  }

  /** The program sent a frame, or something came for it. */
  void take(BridgeOffer offer) {
    if (closed) {
      offer.decided().accept(offer.type() == BridgeEventType.UNREGISTER);
    } else if (offer.type() == BridgeEventType.RECEIVE) {
      receive(offer);
    } else if (!frames.tryTake() || waiting.size() >= MAX_WAITING) {
      close(CloseCode.TOO_MANY_FRAMES);
    } else if (offer.type() == BridgeEventType.SOCKET_PING) {
      offer.allow();
    } else {
      waiting.add(offer);
      next();
    }
  }

  /** The program sent something that is no frame. */
  void malformed(String why) {
    if (!closed && frames.tryTake()) {
      refuse(null, new Failure(ErrorCode.INVALID_FRAME, why));
    } else {
      close(CloseCode.TOO_MANY_FRAMES);
    }
  }

  /**
   * Something that the bridge has for a service. How much may wait is bounded by who asks: the
   * places for answers, and the questions of a moderator that are under way.
   */
  private void receive(BridgeOffer offer) {
    service.received(offer.frame().getString("replyAddress"));
    offer.allow();
  }

  private void next() {
    BridgeOffer offer = busy || closed ? null : waiting.poll();
    if (offer == null) {
      return;
    }
    busy = true;
    JsonObject frame = offer.frame();
    String token = BridgeFrame.takeToken(frame);
    String replyAddress = BridgeFrame.replyTo(frame);
    Future.succeededFuture()
        .compose(now -> know(token))
        .compose(known -> closed ? Future.<Void>succeededFuture() : check(offer))
        .onSuccess(done -> refused = 0)
        .onFailure(error -> refuse(replyAddress, Connection.asFailure("A frame", error)))
        .onComplete(
            done -> {
              busy = false;
              next();
            });
  }

  /** A token is looked at when it is another one than before. */
  private Future<Void> know(String token) {
    if (token == null || token.equals(shown)) {
      return shown != null
          ? Future.succeededFuture()
          : Future.failedFuture(
              new FailureException(ErrorCode.AUTH_REQUIRED, "Authentication required"));
    }
    return tokens
        .find(token)
        .compose(this::admit)
        .onSuccess(
            in -> {
              shown = token;
              line.signedIn(person.identity() == null);
            });
  }

  private Future<Void> admit(BridgeIdentity found) {
    if (closed) {
      return Future.succeededFuture();
    }
    environment.vertx().cancelTimer(patience);
    return switch (found) {
      case BridgeIdentity.Person(var identity) when shown == null -> person.admit(identity);
      case BridgeIdentity.Person(var identity) when person.identity() != null ->
          person.renew(identity);
      case BridgeIdentity.Service granted when shown == null || service.isSame(granted) ->
          service.admit(granted);
      case BridgeIdentity.Person _, BridgeIdentity.Service _ ->
          Future.failedFuture(
              new FailureException(ErrorCode.INVALID_TOKEN, "The token belongs to somebody else"));
    };
  }

  private Future<Void> check(BridgeOffer offer) {
    JsonObject frame = offer.frame();
    String address = BridgeFrame.address(frame);
    if (offer.type() == BridgeEventType.SEND && address.equals(BridgeAddresses.PING)) {
      pong(BridgeFrame.replyTo(frame));
      return Future.succeededFuture();
    }
    if (person.identity() == null) {
      return service.check(offer, address);
    }
    return switch (offer.type()) {
      case REGISTER -> person.register(address);
      case UNREGISTER -> person.unregister(address);
      case SEND -> person.command(address, frame.getValue("body"), BridgeFrame.replyTo(frame));
      default ->
          Future.failedFuture(
              new FailureException(ErrorCode.FORBIDDEN, "Nothing can be published here"));
    };
  }

  /** All that was sent before has been looked at. */
  private void pong(String replyAddress) {
    if (replyAddress != null) {
      line.deliver(replyAddress, "{\"type\":\"pong\"}");
    }
  }

  private void refuse(String replyAddress, Failure failure) {
    if (closed) {
      return;
    }
    line.write(BridgeFrame.error(replyAddress, failure));
    if (shown == null) {
      close(
          switch (failure.code()) {
            case AUTH_REQUIRED, INVALID_FRAME -> CloseCode.AUTH_REQUIRED;
            case UNAVAILABLE, INTERNAL, RATE_LIMITED -> CloseCode.TRY_AGAIN_LATER;
            default -> CloseCode.INVALID_TOKEN;
          });
    } else if (++refused > MAX_REFUSED) {
      close(CloseCode.TOO_MANY_FRAMES);
    }
  }

  /** Tells why, as far as the program listens, and closes. */
  void close(CloseCode code) {
    if (!closed) {
      end();
      line.close(BridgeFrame.closing(code));
    }
  }

  /** The line has closed. */
  void end() {
    if (!closed) {
      closed = true;
      waiting.clear();
      environment.vertx().cancelTimer(patience);
      person.end();
    }
  }
}
