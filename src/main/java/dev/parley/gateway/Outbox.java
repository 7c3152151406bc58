package dev.parley.gateway;

import dev.parley.protocol.CloseCode;
import dev.parley.protocol.Frame;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing side of one WebSocket: frames, pings and the close. What waits to be read by the
 * client is bounded in bytes; overflow policy <em>resume later</em>: the connection is to be closed
 * with {@link CloseCode#SLOW_CONSUMER}, and the client resumes from the last it has seen.
 *
 * <p>Used on one event loop.
 */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final long CLOSE_TIMEOUT_MS = 5_000;
  private static final int MAX_MISSED_PONGS = 2;

  private final Vertx vertx;
  private final ServerWebSocket socket;
  private final Channel channel;
  private final Consumer<CloseCode> whenUseless;
  private int missedPongs;
  private boolean closed;

  /**
   * @param channel what the socket runs over
   * @param whenUseless told why the connection is to be closed: nobody reads or answers
   */
  Outbox(
      Environment environment,
      ServerWebSocket socket,
      Channel channel,
      Consumer<CloseCode> whenUseless) {
    this.vertx = environment.vertx();
    this.socket = socket;
    this.channel = channel;
    this.whenUseless = whenUseless;
    socket.setWriteQueueMaxSize(environment.limits().outboundBytes());
    socket.pongHandler(pong -> heard());
  }

  /** The client gave a sign of life. */
  void heard() {
    missedPongs = 0;
  }

  /** Asks for a sign of life; the connection is to be closed when two were missed. */
  void ping() {
    if (missedPongs >= MAX_MISSED_PONGS) {
      whenUseless.accept(CloseCode.HEARTBEAT_MISSED);
    } else {
      missedPongs++;
      socket.writePing(Buffer.buffer()).onFailure(error -> LOG.debug("Could not ping", error));
    }
  }

  /** Writes a frame, unless the connection is closed or has to be. */
  void write(Frame frame) {
    closeIfSlow();
    if (closed || socket.isClosed()) {
      return;
    }
    Future<Void> written =
        switch (frame) {
          case Frame.Text(String text) -> socket.writeTextMessage(text);
          case Frame.Binary(byte[] bytes) -> socket.writeBinaryMessage(Buffer.buffer(bytes));
        };
    written.onFailure(error -> LOG.debug("Could not write", error));
  }

  /** Has the connection closed when its client does not read. */
  void closeIfSlow() {
    if (!closed && !socket.isClosed() && socket.writeQueueFull()) {
      whenUseless.accept(CloseCode.SLOW_CONSUMER);
    }
  }

  boolean closed() {
    return closed;
  }

  /** The socket has closed by itself. */
  void ended() {
    closed = true;
  }

  /** Closes, forcibly when the client does not take the close within five seconds. */
  void close(CloseCode code) {
    closed = true;
    socket
        .close((short) code.code(), code.reason())
        .onFailure(error -> LOG.debug("Could not close", error));
    // A client that reads nothing would keep the close waiting behind what it has not read.
    vertx.setTimer(CLOSE_TIMEOUT_MS, late -> cut());
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
}
