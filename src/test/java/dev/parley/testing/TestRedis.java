package dev.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import redis.embedded.RedisServer;

/** A real Redis server of the test's own, without persistence. */
public final class TestRedis implements AutoCloseable {
  private static final int ANSWER = 4_096;
  private static final String PID = "process_id:";

  private final int port = Ports.free();
  private RedisServer server = start();
  private long hanging;

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Ends it; what it held is gone. */
  public void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Empty, on the same port. */
  public void restart() {
    server = start();
  }

  /** It keeps its connections, and says nothing until {@link #goOn}. */
  public void hang() {
    hanging = pid();
    Signals.send(hanging, "STOP");
  }

  public void goOn() {
    Signals.send(hanging, "CONT");
  }

  /** Nothing more can be written, and everything read. */
  public void fill() {
    command("CONFIG SET maxmemory-policy noeviction");
    command("CONFIG SET maxmemory 1");
  }

  public void makeRoom() {
    command("CONFIG SET maxmemory 0");
  }

  /** What it held is gone. */
  public void flush() {
    command("FLUSHALL");
  }

  private void command(String line) {
    String answer = answer(line);
    if (!answer.startsWith("+")) {
      throw new AssertionError("Redis refused " + line + ": " + answer);
    }
  }

  /** The first bytes of what it says. */
  private String answer(String line) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[ANSWER];
      int length = Math.max(0, socket.getInputStream().read(answer));
      return new String(answer, 0, length, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long pid() {
    return answer("INFO server")
        .lines()
        .filter(line -> line.startsWith(PID))
        .mapToLong(line -> Long.parseLong(line.substring(PID.length())))
        .findFirst()
        .orElseThrow();
  }

  private RedisServer start() {
    try {
      RedisServer started =
          RedisServer.newRedisServer()
              .port(port)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .setting("appendonly no")
              .build();
      started.start();
      return started;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
