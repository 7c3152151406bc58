package dev.parley.ai.tool.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.ai.tool.Tool.GivenUp;
import dev.parley.config.ToolSourcesConfig;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One connection to a server, from its beginning to its end. The library of the protocol works on
 * threads of its own; everything that is told from here arrives on the context.
 */
final class McpConnection {
  /** A program may have to be downloaded first. */
  private static final Duration OPENING = Duration.ofMinutes(1);

  private static final Duration CLOSING = Duration.ofSeconds(2);
  private static final int MAX_PAGES = 20;

  private static final McpJsonMapper JSON =
      new JacksonMcpJsonMapper(
          new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxDocumentLength(StdioTransport.MAX_MESSAGE)
                          .build())
                  .build()));

  private final Context context;
  private final ToolSourcesConfig.McpServer settings;
  private McpAsyncClient client;
  private GivingUp transport;
  private StdioTransport program;
  private boolean over;

  McpConnection(Context context, ToolSourcesConfig.McpServer settings) {
    this.context = context;
    this.settings = settings;
  }

  /**
   * Starts the program or connects to the URL, and agrees on the protocol.
   *
   * @param changed gets all tools whenever the server says that they are different
   * @param ended called when the program ended
   */
  Future<Void> open(Consumer<List<McpSchema.Tool>> changed, Runnable ended) {
    return context
        .executeBlocking(
            () -> {
              transport =
                  new GivingUp(
                      settings.command() == null
                          ? HttpTransport.create(settings, JSON, longest())
                          : stdio(ended));
              return client(changed);
            },
            false)
        .compose(
            made -> {
              client = made;
              return over
                  ? Future.failedFuture("it ended")
                  : future(made.initialize().timeout(OPENING)).mapEmpty();
            });
  }

  /** Of any request: of what opens it; calls have a bound of their own. */
  private Duration longest() {
    return settings.timeout().plus(OPENING);
  }

  private McpAsyncClient client(Consumer<List<McpSchema.Tool>> changed) {
    return McpClient.async(transport)
        .clientInfo(new McpSchema.Implementation("parley", "1"))
        .requestTimeout(longest())
        .initializationTimeout(OPENING)
        // Structured results are not read, so there is nothing to check.
        .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(null))
        .toolsChangeConsumer(
            tools -> Mono.fromRunnable(() -> context.runOnContext(now -> changed.accept(tools))))
        .build();
  }

  private McpClientTransport stdio(Runnable ended) throws Exception {
    program =
        StdioTransport.start(
            settings,
            JSON,
            () ->
                context.runOnContext(
                    now -> {
                      over = true;
                      if (client != null) {
                        client.close();
                      }
                      ended.run();
                    }));
    return program;
  }

  /** All its tools, page by page up to a bound. */
  Future<List<McpSchema.Tool>> list() {
    return list(null, new ArrayList<>(), 1);
  }

  private Future<List<McpSchema.Tool>> list(String cursor, List<McpSchema.Tool> listed, int page) {
    return future(client.listTools(cursor).timeout(OPENING))
        .compose(
            found -> {
              if (over) {
                return Future.failedFuture("it ended");
              }
              listed.addAll(found.tools());
              String next = found.nextCursor();
              return next == null || next.isEmpty() || page == MAX_PAGES
                  ? Future.succeededFuture(listed)
                  : list(next, listed, page + 1);
            });
  }

  /**
   * Fails with a {@link TimeoutException} when it takes too long, and with a {@link
   * CancellationException} when the answer that it was for was stopped; the server is told then.
   */
  Future<McpSchema.CallToolResult> call(
      String tool, Map<String, Object> arguments, Future<GivenUp> givenUp) {
    McpCall call = new McpCall();
    Promise<McpSchema.CallToolResult> answered = Promise.promise();
    Disposable waiting =
        subscribe(
            client
                .callTool(new McpSchema.CallToolRequest(tool, arguments))
                .timeout(settings.timeout())
                .contextWrite(call::in),
            answered);
    givenUp.onSuccess(
        why -> {
          waiting.dispose();
          answered.tryFail(failure(why));
        });
    return answered
        .future()
        .onFailure(
            error -> {
              switch (error) {
                case TimeoutException _ -> transport.giveUp(call, GivenUp.TIMEOUT);
                case CancellationException _ -> transport.giveUp(call, GivenUp.STOPPED);
                default -> {}
              }
            });
  }

  private static Exception failure(GivenUp why) {
    return switch (why) {
      case TIMEOUT -> new TimeoutException();
      case STOPPED -> new CancellationException();
    };
  }

  /** Succeeds in any case: when a program does not want to end, it is made to. */
  Future<Void> close() {
    over = true;
    McpAsyncClient used = client;
    StdioTransport started = program;
    return context
        .<Void>executeBlocking(
            () -> {
              if (used != null) {
                used.closeGracefully().timeout(CLOSING).onErrorComplete().block();
              }
              if (started != null) {
                started.stop();
              }
              return null;
            },
            false)
        .otherwiseEmpty();
  }

  private <T> Future<T> future(Mono<T> mono) {
    Promise<T> promise = Promise.promise();
    subscribe(mono, promise);
    return promise.future();
  }

  private <T> Disposable subscribe(Mono<T> mono, Promise<T> promise) {
    return mono.subscribeOn(Schedulers.boundedElastic())
        .subscribe(
            value -> context.runOnContext(now -> promise.tryComplete(value)),
            error -> context.runOnContext(now -> promise.tryFail(error)),
            () -> context.runOnContext(now -> promise.tryComplete()));
  }
}
