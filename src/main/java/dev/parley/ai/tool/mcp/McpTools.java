package dev.parley.ai.tool.mcp;

import dev.parley.ai.tool.Tool;
import dev.parley.ai.tool.Tool.GivenUp;
import dev.parley.ai.tool.ToolSource;
import dev.parley.config.ToolSourcesConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tools of one server of the Model Context Protocol. While it cannot be reached there are none;
 * it is tried again for as long as this is open, with pauses that double up to half a minute. Used
 * on one context.
 */
public final class McpTools implements ToolSource {
  private static final Logger LOG = LoggerFactory.getLogger(McpTools.class);

  /** Calls of one server under way; one more fails. */
  private static final int MAX_CALLS = 100;

  /** Calls in a row without any answer, after which the server is taken for lost. */
  private static final int MAX_SILENT = 3;

  private static final long FIRST_PAUSE_MS = 250;
  private static final long MOST_PAUSE_MS = 30_000;

  /** How long a connection must have lasted for the pauses to begin anew, milliseconds. */
  private static final long STEADY_MS = 60_000;

  private final Vertx vertx;
  private final Context context;
  private final ToolSourcesConfig.McpServer settings;
  private McpConnection connection;
  private List<Tool> tools = List.of();

  /** The one that is not connected yet; null when none is. */
  private McpConnection candidate;

  /** Until nothing is left of the last one that was opened or lost. */
  private Future<Void> settled = Future.succeededFuture();

  private long connectedAt;
  private long retry = -1;
  private int attempt;
  private int calls;
  private int silent;
  private boolean closed;

  private McpTools(Vertx vertx, ToolSourcesConfig.McpServer settings) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.settings = settings;
  }

  /** Begins to connect; neither waits for the server nor fails because of it. */
  public static McpTools open(Vertx vertx, ToolSourcesConfig.McpServer settings) {
    McpTools source = new McpTools(vertx, settings);
    source.context.runOnContext(now -> source.connect());
    return source;
  }

  @Override
  public List<Tool> tools() {
    return tools;
  }

  private void connect() {
    if (closed) {
      return;
    }
    McpConnection next = new McpConnection(context, settings);
    candidate = next;
    settled =
        next.open(changed -> list(next, changed), () -> lost(next, "the program ended"))
            .compose(ready -> next.list())
            .transform(
                listed -> {
                  candidate = null;
                  if (listed.succeeded() && !closed) {
                    connected(next, listed.result());
                    return Future.succeededFuture();
                  }
                  if (!closed) {
                    LOG.warn("{} cannot be reached: {}", settings.name(), Said.of(listed.cause()));
                    again();
                  }
                  return next.close();
                });
  }

  private void connected(McpConnection next, List<McpSchema.Tool> listed) {
    connection = next;
    connectedAt = System.nanoTime();
    silent = 0;
    list(next, listed);
    LOG.info("{} offers {} tools", settings.name(), tools.size());
  }

  private void list(McpConnection from, List<McpSchema.Tool> listed) {
    if (from == connection) {
      tools = McpTool.of(settings, listed, this::call);
    }
  }

  /** One that is lost before it is connected fails to open, which is enough. */
  private void lost(McpConnection which, String why) {
    if (which != connection || closed) {
      return;
    }
    LOG.warn("{} is lost, {}", settings.name(), why);
    connection = null;
    tools = List.of();
    settled = which.close();
    if (System.nanoTime() - connectedAt > STEADY_MS * 1_000_000) {
      attempt = 0;
    }
    again();
  }

  private void again() {
    long step = Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(attempt++, 10));
    long pause = step / 2 + ThreadLocalRandom.current().nextLong(step / 2 + 1);
    retry =
        vertx.setTimer(
            pause,
            id -> {
              retry = -1;
              connect();
            });
  }

  private Future<McpSchema.CallToolResult> call(
      String tool, Map<String, Object> arguments, Future<GivenUp> givenUp) {
    McpConnection used = connection;
    if (used == null) {
      return failure("The server of this tool cannot be reached at the moment");
    }
    if (calls == MAX_CALLS) {
      return failure("The server of this tool is too busy");
    }
    calls++;
    return used.call(tool, arguments, givenUp)
        .onComplete(done -> calls--)
        .onSuccess(answered -> silent = 0)
        .recover(error -> failed(used, tool, error));
  }

  private Future<McpSchema.CallToolResult> failed(
      McpConnection used, String tool, Throwable error) {
    if (error instanceof CancellationException) {
      return failure("Nobody waits for the call any more");
    }
    LOG.warn("{} of {} failed: {}", tool, settings.name(), Said.of(error));
    if (error instanceof TimeoutException) {
      silent++;
      if (silent >= MAX_SILENT) {
        lost(used, "it does not answer");
      }
      return failure("The tool did not answer in time");
    }
    if (error instanceof McpError) {
      silent = 0;
      return failure("The tool failed");
    }
    if (error instanceof TooLargeException) {
      silent = 0;
      return failure("The tool replied with more than can be taken");
    }
    lost(used, "a call failed");
    return failure("The server of this tool cannot be reached at the moment");
  }

  private static <T> Future<T> failure(String message) {
    return Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, message));
  }

  /** Ends the connection, and with it the program that was started. */
  @Override
  public Future<Void> close() {
    closed = true;
    tools = List.of();
    if (retry != -1) {
      vertx.cancelTimer(retry);
    }
    McpConnection last = connection == null ? candidate : connection;
    connection = null;
    return last == null ? settled : last.close().compose(ended -> settled);
  }
}
