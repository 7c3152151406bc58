package dev.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection by hand, for requests that no client would send. */
public final class HttpLines implements AutoCloseable {
  private static final int PATIENCE_MS = 30_000;

  private final Socket socket;

  public HttpLines(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request to close afterwards, and waits for everything that is answered. */
  public static String exchange(int port, String firstLine, String... headers) {
    try (HttpLines connection = new HttpLines(port)) {
      String rest = String.join("\r\n", headers);
      connection.send(firstLine, "Host: parley", "Connection: close", rest, "");
      return connection.everything();
    }
  }

  /** Sends lines; an empty one ends the head. */
  public void send(String... lines) {
    try {
      byte[] text = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
      socket.getOutputStream().write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What comes until the other side closes. */
  public String everything() {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
