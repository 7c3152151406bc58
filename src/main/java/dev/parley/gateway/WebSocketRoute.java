package dev.parley.gateway;

import dev.parley.api.Credentials;
import dev.parley.auth.ExternalIds;
import dev.parley.auth.Identity;
import dev.parley.gateway.DialectChoice.Chosen;
import dev.parley.gateway.DialectChoice.Path;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where WebSockets come in. */
final class WebSocketRoute {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketRoute.class);

  private final Environment environment;
  private final Origins origins;
  private final ExternalIds people;
  private final DialectChoice dialects = new DialectChoice();

  WebSocketRoute(Environment environment, Origins origins, ExternalIds people) {
    this.environment = environment;
    this.origins = origins;
    this.people = people;
  }

  void mount(Router router) {
    router.get("/api/v1/chat/ws").handler(route -> upgrade(route, Path.NATIVE));
    router.get("/ws/chat").handler(route -> upgrade(route, Path.CHAT));
    router.get("/ws/chat/auth").handler(route -> upgrade(route, Path.CHAT_AUTH));
    router.get("/ws/:id").handler(route -> upgrade(route, Path.ID));
  }

  private void upgrade(RoutingContext route, Path path) {
    HttpServerRequest request = route.request();
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      route.response().putHeader("Upgrade", "websocket");
      route.fail(426);
    } else if (!origins.allow(request.getHeader("Origin"), request.getHeader("Host"))) {
      route.fail(403);
    } else {
      accept(route, path);
    }
  }

  private void accept(RoutingContext route, Path path) {
    HttpServerRequest request = route.request();
    Chosen chosen;
    try {
      chosen =
          dialects.choose(
              path,
              request.getParam("dialect"),
              Credentials.subprotocols(request),
              new Dialect.Options("true".equals(request.getParam("stream"))));
    } catch (FailureException unknown) {
      route.fail(unknown);
      return;
    }
    Admission admission =
        chosen.authenticatesByFrame()
            ? new Admission.ByFirstFrame()
            : new Admission.ByRequest(identification(route, path));
    // The router's wrapper of a socket hides the channel, the connection does not.
    Channel channel =
        ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    request
        .toWebSocket()
        .onSuccess(
            socket ->
                new Connection(environment, socket, channel, chosen.session()).open(admission))
        .onFailure(error -> LOG.debug("Could not upgrade {}", request.path(), error));
  }

  /** Reads the request at once, because later it is gone, and looks the person up later. */
  private Supplier<Future<Identity>> identification(RoutingContext route, Path path) {
    ExternalIds.Caller caller = Credentials.caller(route.request());
    String token = Credentials.token(route);
    if (path == Path.CHAT_AUTH && token == null) {
      return () ->
          Future.failedFuture(
              new FailureException(ErrorCode.AUTH_REQUIRED, "A token is needed here"));
    }
    String id =
        switch (path) {
          case ID -> route.pathParam("id");
          case NATIVE, CHAT, CHAT_AUTH ->
              token == null
                  ? Credentials.clientId(route, caller)
                  : route.request().getParam("client_id");
        };
    return () -> people.identify(id, token, caller);
  }
}
