package dev.parley.gateway;

import dev.parley.config.LimitsConfig;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus for browsers, at {@value #PATH}. Only WebSockets carry it: the other ways of SockJS
 * are many requests for one session, which a balancer would have to bring to the same node.
 *
 * <p>Used on one event loop.
 */
final class SockJsBridge {
  static final String PATH = "/eventbus";

  private static final Logger LOG = LoggerFactory.getLogger(SockJsBridge.class);
  private static final String BOUND = "parley.bridge.bound";
  private static final int MISSED_BEATS = 2;

  /** As long as a tool may be allowed to take; the bridge refuses replies that come later. */
  private static final long LONGEST_REPLY_MS = TimeUnit.MINUTES.toMillis(10);

  /** {@code /info}, a bare WebSocket, and one of SockJS with the names of server and session. */
  private static final Pattern OPEN =
      Pattern.compile(PATH + "/(info|websocket|[^/.]{1,64}/[^/.]{1,64}/websocket)");

  private final Environment environment;
  private final BridgeTokens tokens;
  private final Origins origins;
  private final Map<SockJSSocket, BridgeSession> sessions = new HashMap<>();

  SockJsBridge(Environment environment, BridgeTokens tokens, Origins origins) {
    this.environment = environment;
    this.tokens = tokens;
    this.origins = origins;
  }

  void mount(Router router) {
    Vertx vertx = environment.vertx();
    LimitsConfig limits = environment.limits();
    SockJSHandlerOptions transport =
        new SockJSHandlerOptions()
            .setHeartbeatInterval(limits.heartbeat().toMillis())
            .setInsertJSESSIONID(false)
            .addDisabledTransport("XHR")
            .addDisabledTransport("EVENT_SOURCE")
            .addDisabledTransport("HTML_FILE")
            .addDisabledTransport("JSON_P");
    SockJSBridgeOptions bridge =
        new SockJSBridgeOptions()
            .setMaxAddressLength(BridgeAddresses.MAX_LENGTH)
            .setMaxHandlersPerSocket(BridgeService.MAX_ADDRESSES)
            .setReplyTimeout(LONGEST_REPLY_MS)
            .setPingTimeout(limits.heartbeat().toMillis() * MISSED_BEATS);
    BridgeAddresses.inbound().forEach(bridge::addInboundPermitted);
    BridgeAddresses.outbound().forEach(bridge::addOutboundPermitted);
    router.route(PATH + "/*").handler(this::enter);
    router
        .route(PATH + "/*")
        .subRouter(SockJSHandler.create(vertx, transport).bridge(bridge, this::happened));
  }

  /** Pages of other origins are kept out here, and so is all that SockJS serves besides. */
  private void enter(RoutingContext route) {
    HttpServerRequest request = route.request();
    if (!OPEN.matcher(request.path()).matches() || !request.method().equals(HttpMethod.GET)) {
      route.fail(404);
    } else if (!origins.allow(request.getHeader("Origin"), request.getHeader("Host"))) {
      route.fail(403);
    } else {
      if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
        // The router's wrapper of a socket hides the channel, the connection does not.
        Channel channel =
            ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
        route.put(BOUND, BridgeBound.install(channel, environment.limits()));
      }
      route.next();
    }
  }

  private void happened(BridgeEvent event) {
    SockJSSocket socket = event.socket();
    if (event.type() == BridgeEventType.SOCKET_CREATED) {
      BridgeSession session =
          new BridgeSession(environment, tokens, new Line(socket), new BridgeService());
      boolean room = session.open();
      if (room) {
        sessions.put(socket, session);
      }
      event.complete(room);
      return;
    }
    BridgeSession session = sessions.get(socket);
    switch (event.type()) {
      case SOCKET_CLOSED, SOCKET_ERROR -> {
        sessions.remove(socket);
        if (session != null) {
          session.end();
        }
        event.complete(true);
      }
      case REGISTERED -> {
        // Only of services: what people listen to never reaches the bridge.
        new Line(socket).bound().serves();
        event.complete(true);
      }
      case SOCKET_IDLE -> event.complete(true);
      default -> {
        if (session == null) {
          event.complete(false);
        } else {
          session.take(new BridgeOffer(event.type(), event.getRawMessage(), event::complete));
        }
      }
    }
  }

  /** Frames as the SockJS clients of the bridge expect them. */
  private record Line(SockJSSocket socket) implements BridgeLine {
    private static final long CLOSING_MS = 5_000;

    @Override
    public void write(JsonObject frame) {
      write(frame.encode());
    }

    @Override
    public void deliver(String address, String body) {
      write("{\"type\":\"rec\",\"address\":" + Json.encode(address) + ",\"body\":" + body + "}");
    }

    private void write(String text) {
      socket.write(text).onFailure(error -> LOG.debug("Could not write", error));
    }

    @Override
    public boolean isFull() {
      return bound().isFull();
    }

    @Override
    public void signedIn(boolean serves) {
      bound().signedIn();
    }

    /** What SockJS has not written yet, it forgets when it is closed. */
    @Override
    public void close(JsonObject last) {
      BridgeBound bound = bound();
      socket.write(last.encode()).onComplete(written -> socket.close());
      socket.routingContext().vertx().setTimer(CLOSING_MS, late -> bound.cut());
    }

    private BridgeBound bound() {
      return socket.routingContext().get(BOUND);
    }
  }
}
