package dev.parley.gateway;

import dev.parley.config.BridgeConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.bridge.BridgeOptions;
import io.vertx.ext.eventbus.bridge.tcp.BridgeEvent;
import io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus for programs on this machine, over TCP. It is off unless a port is configured. The
 * frames have no bound of their own, so it is for programs that are trusted not to exhaust the
 * server.
 *
 * <p>Used on one event loop.
 */
final class TcpBridge {
  private static final Logger LOG = LoggerFactory.getLogger(TcpBridge.class);

  private final Environment environment;
  private final BridgeTokens tokens;
  private final Map<NetSocket, BridgeSession> sessions = new HashMap<>();

  TcpBridge(Environment environment, BridgeTokens tokens) {
    this.environment = environment;
    this.tokens = tokens;
  }

  /** Listens, until the verticle that this is called by ends. */
  Future<Void> listen(BridgeConfig config) {
    BridgeOptions options = new BridgeOptions();
    BridgeAddresses.inbound().forEach(options::addInboundPermitted);
    BridgeAddresses.outbound().forEach(options::addOutboundPermitted);
    return TcpEventBusBridge.create(
            environment.vertx(),
            options,
            new NetServerOptions().setTcpKeepAlive(true).setTcpNoDelay(true),
            this::happened)
        .listen(config.tcpPort(), config.tcpHost())
        .mapEmpty();
  }

  private void happened(BridgeEvent event) {
    switch (event.type()) {
      case REGISTERED -> event.complete(true);
      default -> {
        BridgeSession session = sessions.computeIfAbsent(event.socket(), this::opened);
        session.take(event);
      }
    }
  }

  private BridgeSession opened(NetSocket socket) {
    socket.setWriteQueueMaxSize(environment.limits().outboundBytes());
    BridgeSession session =
        new BridgeSession(environment, tokens, new Line(socket), new BridgeService(false));
    socket.closeHandler(
        gone -> {
          sessions.remove(socket);
          session.end();
        });
    session.open();
    return session;
  }

  /** Frames as the TCP clients of the bridge expect them: a length of four bytes before each. */
  private record Line(NetSocket socket) implements BridgeLine {
    @Override
    public void write(JsonObject frame) {
      write(frame.toBuffer());
    }

    @Override
    public void deliver(String address, String body) {
      write(
          Buffer.buffer(
              "{\"type\":\"message\",\"address\":"
                  + Json.encode(address)
                  + ",\"body\":"
                  + body
                  + "}"));
    }

    private void write(Buffer frame) {
      socket
          .write(Buffer.buffer().appendInt(frame.length()).appendBuffer(frame))
          .onFailure(error -> LOG.debug("Could not write", error));
    }

    @Override
    public boolean isFull() {
      return socket.writeQueueFull();
    }

    @Override
    public void close(JsonObject last) {
      write(last);
      socket.close().onFailure(error -> LOG.debug("Could not close", error));
    }
  }
}
