package dev.parley.gateway;

import dev.parley.auth.Identity;
import dev.parley.hub.Delivery;
import dev.parley.hub.Loop;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One conversation, or one answer, told over HTTP as server-sent events. What waits to be sent is
 * bounded in bytes; overflow policy <em>resume later</em>: the answer is cut off and the client
 * comes back with the id of the last event it has. It ends when the token expires or the login
 * does, when the person is no longer a member, and with the answer it is about.
 *
 * <p>Used on one event loop.
 */
final class EventStream implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final long HEARTBEAT_MS = 15_000;

  private final Environment environment;
  private final HttpServerResponse response;
  private final Identity identity;
  private final Narration narration;
  private Attachment attachment;
  private long beat;
  private long expiry;
  private boolean ended;

  EventStream(
      Environment environment,
      HttpServerResponse response,
      Identity identity,
      Narration narration) {
    this.environment = environment;
    this.response = response;
    this.identity = identity;
    this.narration = narration;
  }

  /** Whether there is room for it; starts the answer then. */
  boolean open() {
    if (!environment.connections().add(this) || !environment.connections().admit(this)) {
      environment.connections().remove(this);
      return false;
    }
    response.setWriteQueueMaxSize(environment.limits().outboundBytes());
    response.exceptionHandler(error -> LOG.debug("Stream failed", error));
    response.closeHandler(gone -> release());
    // A compressor would keep events until it has enough of them.
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY)
        .putHeader("X-Accel-Buffering", "no");
    Vertx vertx = environment.vertx();
    long expiresInMs = environment.leftMs().applyAsLong(identity);
    expiry = vertx.setTimer(Math.max(1, expiresInMs), late -> close(CloseCode.TOKEN_EXPIRED));
    beat = vertx.setPeriodic(HEARTBEAT_MS, tick -> heartbeat());
    heartbeat();
    return true;
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
    narration.words().encode(event).forEach(this::write);
    endAfter(event);
  }

  @Override
  public void deliver(Delivery delivery) {
    delivery.frames(narration.words()).forEach(this::write);
    endAfter(delivery.event());
  }

  private void endAfter(ServerEvent event) {
    if (narration.last().test(event)) {
      end();
    }
  }

  @Override
  public Attachment attachment(long conversationId) {
    return attachment;
  }

  @Override
  public Future<Attachment> attach(long conversationId) {
    Attachment attaching = new Attachment(this, conversationId);
    attachment = attaching;
    return environment
        .hub()
        .joinConversation(conversationId, attaching)
        .map(attaching)
        .onSuccess(
            attached -> {
              if (ended) {
                environment.hub().leaveConversation(conversationId, attaching);
              }
            });
  }

  @Override
  public Future<List<Long>> enter(Attachment attaching) {
    return environment.hub().enterConversation(attaching.conversationId(), attaching);
  }

  /** It is about this one conversation, so that nothing can follow. */
  @Override
  public void detach(long conversationId) {
    if (attachment != null) {
      end();
    }
  }

  @Override
  public void knownAt(long conversationId, long seq) {
    environment.hub().knownAt(conversationId, seq);
  }

  @Override
  public boolean wantsStatus() {
    return false;
  }

  /** A comment: who is gone is noticed, and nothing on the way takes the stream for idle. */
  @Override
  public void heartbeat() {
    write(new Frame.Text(":\n\n"));
  }

  /** A client comes back by itself with the last id; one answer may come to its end. */
  @Override
  public void leave(long afterMs) {
    if (!narration.ends()) {
      send(new ServerEvent.Reconnect(afterMs));
      environment.vertx().setTimer(Math.max(1, afterMs), late -> end());
    }
  }

  @Override
  public void close(CloseCode code) {
    if (code == CloseCode.SLOW_CONSUMER) {
      cut();
    } else {
      end();
    }
  }

  private void write(Frame frame) {
    if (ended || !(frame instanceof Frame.Text(String text))) {
      return;
    }
    if (response.writeQueueFull()) {
      cut();
    } else {
      response.write(text).onFailure(error -> LOG.debug("Could not write", error));
    }
  }

  /** Ends as if everything had been said. */
  void end() {
    if (!ended) {
      release();
      response.end().onFailure(error -> LOG.debug("Could not end", error));
    }
  }

  /** What it was to tell of is gone. */
  void endUnlessAttached() {
    if (attachment == null) {
      end();
    }
  }

  /** Breaks off, so that the client notices that there is more. */
  void cut() {
    if (!ended) {
      release();
      response.reset().onFailure(error -> LOG.debug("Could not cut", error));
    }
  }

  private void release() {
    if (ended) {
      return;
    }
    ended = true;
    environment.vertx().cancelTimer(beat);
    environment.vertx().cancelTimer(expiry);
    environment.connections().remove(this);
    if (attachment != null) {
      environment.hub().leaveConversation(attachment.conversationId(), attachment);
      attachment = null;
    }
  }
}
