package dev.parley.faults;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** Passes connections on to a server on this machine, at once or late. */
final class TcpProxy implements AutoCloseable {
  private final Vertx vertx;
  private final NetClient client;
  private final NetServer server;
  private final int target;
  private volatile int delayMs;

  /**
   * @param host the address to listen on
   * @param target port of the server
   */
  TcpProxy(Vertx vertx, String host, int target) {
    this.vertx = vertx;
    this.target = target;
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer().connectHandler(this::pass).listen(0, host).await();
  }

  int port() {
    return server.actualPort();
  }

  /** Holds everything back for so long, each way. */
  void delay(int milliseconds) {
    delayMs = milliseconds;
  }

  private void pass(NetSocket from) {
    from.pause();
    client
        .connect(SocketAddress.inetSocketAddress(target, "127.0.0.1"))
        .onSuccess(
            to -> {
              pump(from, to);
              pump(to, from);
              from.resume();
            })
        .onFailure(error -> close(from));
  }

  private void pump(NetSocket from, NetSocket to) {
    Deque<Buffer> waiting = new ArrayDeque<>();
    from.handler(
        bytes -> {
          // Whichever timer is first takes the oldest: the order stays.
          waiting.add(bytes);
          if (delayMs == 0 && waiting.size() == 1) {
            write(to, waiting.poll());
          } else {
            vertx.setTimer(Math.max(1, delayMs), id -> write(to, waiting.poll()));
          }
        });
    from.exceptionHandler(gone -> {});
    from.closeHandler(gone -> vertx.setTimer(Math.max(1, delayMs), id -> close(to)));
  }

  private static void write(NetSocket to, Buffer bytes) {
    to.write(bytes).onFailure(gone -> close(to));
  }

  /** An end that is gone already is what was wanted. */
  private static void close(NetSocket socket) {
    socket.close().otherwiseEmpty();
  }

  @Override
  public void close() {
    server.close().await();
    client.close().await();
  }
}
