package dev.parley.gateway;

import dev.parley.api.Readiness;
import dev.parley.attachment.Uploads;
import dev.parley.auth.Auth;
import dev.parley.bus.ApiKeys;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.bus.Metrics;
import dev.parley.config.Config;
import dev.parley.config.LimitsConfig;
import dev.parley.hub.Hub;
import dev.parley.hub.Loop;
import dev.parley.limits.RateLimiter;
import dev.parley.presence.Presence;
import dev.parley.service.OutcomeMemory;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.atomic.AtomicReference;

/** HTTP and WebSocket: owns the connections. Several may run in a process, sharing port and hub. */
public final class GatewayVerticle extends VerticleBase {
  private static final long SAMPLE_MS = 5_000;

  /**
   * Above it, or above the size of a picture, a frame is not even swallowed: the connection is
   * closed with 1009. The codec holds so much of each connection that has signed in, in the worst
   * case.
   */
  private static final int MAX_SWALLOWED_BYTES = 2 * 1024 * 1024;

  /** Time for a client to answer a close, seconds. */
  private static final int CLOSING_TIMEOUT_S = 5;

  /**
   * What the gateways of a process share.
   *
   * @param hub made by the first of them
   */
  public record Shared(
      Auth auth,
      RateLimiter logins,
      RateLimiter messages,
      AtomicReference<Hub> hub,
      OutcomeMemory outcomes,
      Presence presence,
      ConnectionCounts counts,
      Readiness readiness) {}

  private final Config config;
  private final Shared shared;
  private Connections connections;
  private HttpServer server;

  public GatewayVerticle(Config config, Shared shared) {
    this.config = config;
    this.shared = shared;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    LimitsConfig limits = config.limits();
    connections = new Connections(shared.counts());
    GatewayRouter parts = new GatewayRouter(vertx, bus, config, shared);
    Router router = parts.create(Loop.of(context), connections);
    keepAlive(bus);
    HttpServerOptions options = options(limits);
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connection -> ExactNames.install(connection, options))
            .requestHandler(router);
    return bus.subscribe(Events.SESSION_ENDED, ended -> connections.endSession(ended.sessionId()))
        .completion()
        .compose(in -> userEnds(bus))
        .compose(in -> bus.subscribe(Events.STATUS, connections::status).completion())
        .compose(in -> parts.listen())
        .compose(in -> server.listen(config.http().port(), config.http().host()));
  }

  private Future<Void> userEnds(Bus bus) {
    return bus.subscribe(Events.USER_ENDED, ended -> connections.endUser(ended.userId()))
        .completion()
        .compose(in -> keyEnds(bus));
  }

  private Future<Void> keyEnds(Bus bus) {
    return bus.subscribe(
            ApiKeys.REVOKED,
            revoked -> connections.endSession(BridgeTokens.sessionOfKey(revoked.keyId())))
        .completion();
  }

  /** The port that is listened on, once started. */
  int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    return new Departure(vertx, server, connections, config.shutdown()).begin();
  }

  private void keepAlive(Bus bus) {
    vertx.setPeriodic(config.limits().heartbeat().toMillis(), beat -> connections.heartbeat());
    String name = config.node() + "/" + deploymentID();
    vertx.setPeriodic(
        SAMPLE_MS,
        tick ->
            bus.publish(Metrics.SAMPLES, new Metrics.Sample.Connections(name, connections.size())));
  }

  /**
   * permessage-deflate stays off: Netty inflates without a bound. So does HTTP/2 without TLS, which
   * no browser speaks: see {@link ExactNames}.
   */
  private static HttpServerOptions options(LimitsConfig limits) {
    int picture = Uploads.encodedBytes(limits.attachmentBytes()) + limits.frameBytes();
    int largest = Math.max(MAX_SWALLOWED_BYTES, picture);
    return new HttpServerOptions()
        .setMaxWebSocketFrameSize(largest)
        .setMaxWebSocketMessageSize(largest)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setWebSocketSubProtocols(DialectChoice.subprotocols())
        .setWebSocketClosingTimeout(CLOSING_TIMEOUT_S)
        .setCompressionSupported(true)
        .setHttp2ClearTextEnabled(false)
        .setTcpNoDelay(true);
  }
}
