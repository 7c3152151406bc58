package dev.parley.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** HTTP/1.1 by hand, for headers that clients do not let a test write, such as {@code Host}. */
public final class PlainHttp {
  private static final int PATIENCE_MS = 30_000;

  private PlainHttp() {}

  /**
   * An answer.
   *
   * @param head status line and headers
   */
  public record Answer(int status, String head, String body) {
    public JsonObject json() {
      return new JsonObject(body);
    }

    /** The first header of that name; null when there is none. */
    public String header(String name) {
      return head.lines()
          .filter(
              line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse(null);
    }
  }

  /**
   * Makes a request from this machine, on a connection of its own.
   *
   * @param headers whole lines; a name for the server is among them or there is none
   */
  public static Answer get(int port, String path, String... headers) {
    return send("GET", port, path, "", headers);
  }

  public static Answer post(int port, String path, JsonObject body, String... headers) {
    return send("POST", port, path, body.encode(), headers);
  }

  private static Answer send(String method, int port, String path, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    request.append("Connection: close\r\nContent-Type: application/json\r\n");
    request.append("Content-Length: ").append(bytes.length).append("\r\n\r\n").append(body);
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer answer(String text) {
    int end = text.indexOf("\r\n\r\n");
    String head = text.substring(0, end);
    return new Answer(Integer.parseInt(head.split(" ", 3)[1]), head, text.substring(end + 4));
  }
}
