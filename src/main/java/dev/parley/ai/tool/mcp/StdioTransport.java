package dev.parley.ai.tool.mcp;

import dev.parley.config.ToolSourcesConfig;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A program that speaks the protocol on its standard input and output, a message per line. That of
 * the library lets the program see our environment, stops reading at the first line that is no
 * message, has no bound for a line, and does not say when the program ends.
 */
final class StdioTransport implements McpClientTransport {
  /** Longest message, bytes; a program that says a longer one is ended. */
  static final int MAX_MESSAGE = 8 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(StdioTransport.class);
  private static final int MAX_ERROR_LINE = 2_000;

  /** Messages that the program has not read yet; one more fails. */
  private static final int MAX_WAITING = 200;

  private static final long GRACE_MS = 1_000;

  private final String name;
  private final Process process;
  private final McpJsonMapper json;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private volatile boolean stopping;

  private StdioTransport(String name, Process process, McpJsonMapper json) {
    this.name = name;
    this.process = process;
    this.json = json;
  }

  /**
   * Starts the program; blocks for a moment.
   *
   * @param ended called once when it has ended without being stopped, on any thread
   */
  static StdioTransport start(
      ToolSourcesConfig.McpServer settings, McpJsonMapper json, Runnable ended) throws IOException {
    Process process = Program.start(settings);
    StdioTransport transport = new StdioTransport(settings.name(), process, json);
    transport.background("errors", transport::readErrors);
    transport.background("input", transport::write);
    transport.background("end", () -> transport.awaitEnd(ended));
    return transport;
  }

  private void awaitEnd(Runnable ended) throws InterruptedException {
    int code = process.waitFor();
    if (!stopping) {
      LOG.warn("{} ended with code {}", name, code);
      ended.run();
    }
  }

  @Override
  public List<String> protocolVersions() {
    return List.of(
        ProtocolVersions.MCP_2024_11_05,
        ProtocolVersions.MCP_2025_03_26,
        ProtocolVersions.MCP_2025_06_18,
        ProtocolVersions.MCP_2025_11_25);
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    return Mono.fromRunnable(() -> background("output", () -> read(handler)));
  }

  /**
   * Not on a virtual thread: those that read from a pipe keep the few threads that carry all
   * others.
   */
  private void background(String what, Task task) {
    Thread.ofPlatform()
        .daemon()
        .name(name + " " + what)
        .start(
            () -> {
              try {
                task.run();
              } catch (IOException gone) {
                LOG.debug("{} of {} ended", what, name, gone);
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** Something that a thread does until the program ends. */
  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  private void read(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler)
      throws IOException {
    try (Lines lines = new Lines(process.getInputStream(), MAX_MESSAGE)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (lines.isCut()) {
          LOG.warn("{} said more than {} bytes at once, it is ended", name, MAX_MESSAGE);
          process.destroyForcibly();
          return;
        }
        heard(line, handler);
      }
    }
  }

  private void heard(String line, Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
    JSONRPCMessage message;
    try {
      message = McpSchema.deserializeJsonRpcMessage(json, line);
    } catch (IOException | RuntimeException notOne) {
      // The library runs into a null where the JSON of a line is one.
      LOG.warn("{} said something that is no message: {}", name, Said.of(line));
      return;
    }
    handler
        .apply(Mono.just(message))
        .subscribe(
            taken -> {}, error -> LOG.warn("A message of {} failed: {}", name, Said.of(error)));
  }

  private void readErrors() throws IOException {
    try (Lines lines = new Lines(process.getErrorStream(), MAX_ERROR_LINE)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        LOG.info("{} says: {}", name, Said.of(line));
      }
    }
  }

  private void write() throws IOException, InterruptedException {
    try (OutputStream input = process.getOutputStream()) {
      while (process.isAlive() && !stopping) {
        byte[] message = waiting.poll(1, TimeUnit.SECONDS);
        if (message != null) {
          input.write(message);
          input.flush();
        }
      }
    }
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromCallable(
        () -> {
          byte[] line = (json.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
          if (!process.isAlive() || !waiting.offer(line)) {
            throw new IOException(name + " takes no messages");
          }
          return null;
        });
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return json.convertValue(data, type);
  }

  /** {@link #stop} does it, which blocks. */
  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(() -> stopping = true);
  }

  /** Ends the program and what it started, by force if need be; blocks for up to two seconds. */
  void stop() {
    stopping = true;
    Program.stop(process, GRACE_MS);
  }
}
