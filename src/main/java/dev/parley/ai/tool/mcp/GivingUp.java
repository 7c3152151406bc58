package dev.parley.ai.tool.mcp;

import dev.parley.ai.tool.Tool.GivenUp;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A transport whose calls of tools can be given up, which the library does not know: the server is
 * told so, and what the library keeps for an answer that will not come is taken from it.
 */
final class GivingUp implements McpClientTransport {
  private static final Logger LOG = LoggerFactory.getLogger(GivingUp.class);
  private static final String CANCELLED = "notifications/cancelled";

  private final McpClientTransport transport;
  private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler;

  GivingUp(McpClientTransport transport) {
    this.transport = transport;
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> taker) {
    handler = taker;
    return transport.connect(taker);
  }

  /** The library makes up the id of a request, so it is read where the request passes by. */
  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.deferContextual(
        context -> {
          McpCall call = context.getOrDefault(McpCall.class, null);
          boolean wanted =
              call == null
                  || !(message instanceof JSONRPCRequest request)
                  || !request.method().equals(McpSchema.METHOD_TOOLS_CALL)
                  || call.sent(request.id(), context);
          return wanted
              ? transport.sendMessage(message)
              : Mono.error(new CancellationException("given up before it was sent"));
        });
  }

  /** Nobody waits for the call any more. Does nothing when it was not sent; does not block. */
  void giveUp(McpCall call, GivenUp why) {
    call.giveUp().ifPresent(sent -> giveUp(sent, why));
  }

  private void giveUp(McpCall.Sent sent, GivenUp why) {
    Map<String, Object> told = Map.of("requestId", sent.id(), "reason", reason(why));
    transport
        .sendMessage(new JSONRPCNotification(McpSchema.JSONRPC_VERSION, CANCELLED, told))
        .contextWrite(sent.context())
        .subscribeOn(Schedulers.boundedElastic())
        .subscribe(
            nothing -> {},
            error -> LOG.info("A server is not told of a call given up: {}", Said.of(error)));
    JSONRPCError none = new JSONRPCError(McpSchema.ErrorCodes.INTERNAL_ERROR, "Given up", null);
    handler
        .apply(Mono.just(new JSONRPCResponse(McpSchema.JSONRPC_VERSION, sent.id(), null, none)))
        .subscribe(nothing -> {}, error -> LOG.debug("Something is kept for {}", sent.id(), error));
  }

  private static String reason(GivenUp why) {
    return switch (why) {
      case TIMEOUT -> "It took longer than it may";
      case STOPPED -> "The answer that it was made for was stopped";
    };
  }

  @Override
  public void setExceptionHandler(Consumer<Throwable> taker) {
    transport.setExceptionHandler(taker);
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return transport.unmarshalFrom(data, type);
  }

  @Override
  public List<String> protocolVersions() {
    return transport.protocolVersions();
  }

  @Override
  public void close() {
    transport.close();
  }

  @Override
  public Mono<Void> closeGracefully() {
    return transport.closeGracefully();
  }
}
