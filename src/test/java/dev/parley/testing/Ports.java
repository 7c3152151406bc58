package dev.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports for servers that have to be told one. They lie below those that systems give to
 * outgoing connections (from 32,768 on Linux, from 49,152 by RFC 6335), so that none is taken
 * between here and the start of its server.
 */
public final class Ports {
  private static final int FIRST = 10_000;
  private static final int END = 32_768;
  private static final int ATTEMPTS = 100;

  private Ports() {}

  /** A port that nobody listens on at the moment. */
  public static int free() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("No port was free in " + ATTEMPTS + " attempts");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
