package dev.parley.gateway;

import dev.parley.config.BridgeConfig;
import dev.parley.protocol.CloseCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.bridge.BridgeEventType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus for programs on this machine, over TCP, with the frames of Vert.x's own bridge,
 * whose server has no bound for them. It is off unless a port is configured.
 *
 * <p>Used on one event loop.
 */
final class TcpBridge {
  /**
   * Bytes of a frame of a program that serves: the longest result of a tool, however it is written.
   * Those of all others have the bound of all sockets.
   */
  static final int MAX_SERVED = 8 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(TcpBridge.class);

  private final Environment environment;
  private final BridgeTokens tokens;

  TcpBridge(Environment environment, BridgeTokens tokens) {
    this.environment = environment;
    this.tokens = tokens;
  }

  /** Listens, until the verticle that this is called by ends. */
  Future<Void> listen(BridgeConfig config) {
    return environment
        .vertx()
        .createNetServer(new NetServerOptions().setTcpKeepAlive(true).setTcpNoDelay(true))
        .connectHandler(socket -> new Line(socket).open())
        .listen(config.tcpPort(), config.tcpHost())
        .mapEmpty();
  }

  /** One program, with frames as the TCP clients of Vert.x's bridge expect them. */
  private final class Line implements BridgeLine {
    private final NetSocket socket;
    private final BridgeSession session;
    private final TcpService service;
    private final TcpFrames frames;

    Line(NetSocket socket) {
      this.socket = socket;
      session = new BridgeSession(environment, tokens, this, new BridgeService());
      service = new TcpService(environment.vertx().eventBus(), this, session::take);
      frames =
          new TcpFrames(
              environment.limits().frameBytes(),
              this::take,
              () -> session.close(CloseCode.MESSAGE_TOO_BIG));
    }

    void open() {
      socket.setWriteQueueMaxSize(environment.limits().outboundBytes());
      socket.exceptionHandler(error -> LOG.debug("A line failed", error));
      socket.closeHandler(
          gone -> {
            session.end();
            service.end();
          });
      socket.handler(frames);
      session.open();
    }

    private void take(Buffer bytes) {
      JsonObject frame;
      try {
        frame = new JsonObject(bytes);
      } catch (DecodeException notOne) {
        LOG.debug("A frame is no JSON object", notOne);
        session.malformed("The frame is no JSON object");
        return;
      }
      BridgeEventType type = type(frame.getString("type"));
      if (type == null) {
        session.malformed("The frame has no type that is known");
        return;
      }
      session.take(
          new BridgeOffer(
              type,
              frame,
              allowed -> {
                if (allowed) {
                  service.carryOut(type, frame);
                }
              }));
    }

    /** Null for one that is not known. */
    private static BridgeEventType type(String name) {
      return switch (name) {
        case "ping" -> BridgeEventType.SOCKET_PING;
        case "register" -> BridgeEventType.REGISTER;
        case "unregister" -> BridgeEventType.UNREGISTER;
        case "send" -> BridgeEventType.SEND;
        case "publish" -> BridgeEventType.PUBLISH;
        case null, default -> null;
      };
    }

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
    public void signedIn(boolean serves) {
      if (serves) {
        frames.allow(Math.max(MAX_SERVED, environment.limits().frameBytes()));
      }
    }

    @Override
    public void close(JsonObject last) {
      write(last);
      socket.close().onFailure(error -> LOG.debug("Could not close", error));
    }
  }
}
