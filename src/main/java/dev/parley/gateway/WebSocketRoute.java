package dev.parley.gateway;

import dev.parley.dialect.parley.ParleyDialect;
import dev.parley.protocol.Dialect;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where WebSockets come in, and which dialect each speaks. */
final class WebSocketRoute {
  static final String SUBPROTOCOL = "parley.v1";

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketRoute.class);
  private static final String PATH = "/api/v1/chat/ws";

  private final Connection.Environment environment;
  private final Origins origins;
  private final Dialect parley = new ParleyDialect();

  WebSocketRoute(Connection.Environment environment, Origins origins) {
    this.environment = environment;
    this.origins = origins;
  }

  void mount(Router router) {
    router.get(PATH).handler(this::upgrade);
  }

  private void upgrade(RoutingContext route) {
    HttpServerRequest request = route.request();
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      route.response().putHeader("Upgrade", "websocket");
      route.fail(426);
    } else if (!origins.allow(request.getHeader("Origin"), request.getHeader("Host"))) {
      route.fail(403);
    } else {
      Runnable cut = cut(request.connection());
      request
          .toWebSocket()
          .onSuccess(socket -> open(socket, cut))
          .onFailure(error -> LOG.debug("Could not upgrade {}", request.path(), error));
    }
  }

  private void open(ServerWebSocket socket, Runnable cut) {
    new Connection(environment, socket, cut, parley.open()).open();
  }

  /** Past everything that would first write what waits: as if the network had failed. */
  private static Runnable cut(HttpConnection connection) {
    Channel channel = ((HttpServerConnection) connection).channelHandlerContext().channel();
    return () -> {
      if (channel.isOpen()) {
        channel
            .pipeline()
            .firstContext()
            .close()
            .addListener(cut -> LOG.debug("Connection cut: {}", cut.isSuccess()));
      }
    };
  }
}
