package dev.parley.testing;

import java.io.IOException;
import redis.embedded.RedisServer;

/** A real Redis server of the test's own, without persistence. */
public final class TestRedis implements AutoCloseable {
  private final int port = Ports.free();
  private RedisServer server = start();

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
