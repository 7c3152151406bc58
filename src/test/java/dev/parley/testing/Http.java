package dev.parley.testing;

import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** JSON over HTTP for tests. */
public final class Http {
  private static final String HERE = "127.0.0.1";
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /** An answer; the body is empty when it was no JSON object. */
  public record Answer(int status, String type, JsonObject body, String text) {}

  private Http() {}

  public static Answer get(int port, String path, String token) {
    return exchange(request(port, path, token).GET());
  }

  /** From a server elsewhere. */
  public static Answer get(SocketAddress server, String path, String token) {
    return exchange(request(server.host(), server.port(), path, token).GET());
  }

  public static Answer post(int port, String path, String token, JsonObject body) {
    return exchange(
        request(port, path, token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
  }

  /** A body of any type. */
  public static Answer post(int port, String path, String token, String type, byte[] body) {
    return exchange(
        request(port, path, token)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /**
   * An answer that need not be text.
   *
   * @param headers names and values in turn
   */
  public static HttpResponse<byte[]> bytes(int port, String path, String token, String... headers) {
    HttpRequest.Builder request = request(port, path, token).GET();
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  /**
   * Any other request.
   *
   * @param body null for none
   * @param headers names and values in turn
   */
  public static Answer send(
      String method, int port, String path, String token, JsonObject body, String... headers) {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.encode());
    HttpRequest.Builder request =
        request(port, path, token)
            .method(method, publisher)
            .header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return exchange(request);
  }

  /** A new guest: its access and refresh token, and the account. */
  public static JsonObject guest(int port, String name) {
    return guest(HERE, port, name);
  }

  /** A new guest of a server elsewhere. */
  public static JsonObject guest(String host, int port, String name) {
    Answer answer =
        exchange(
            request(host, port, "/api/v1/auth/guest", null)
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        new JsonObject().put("name", name).encode())));
    if (answer.status() / 100 != 2) {
      throw new AssertionError("No guest: " + answer);
    }
    return answer.body();
  }

  private static HttpRequest.Builder request(int port, String path, String token) {
    return request(HERE, port, path, token);
  }

  private static HttpRequest.Builder request(String host, int port, String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
            .timeout(Duration.ofSeconds(30));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private static Answer exchange(HttpRequest.Builder request) {
    HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString());
    String type = response.headers().firstValue("Content-Type").orElse("");
    JsonObject body =
        type.contains("json") && response.body().startsWith("{")
            ? new JsonObject(response.body())
            : new JsonObject();
    return new Answer(response.statusCode(), type, body, response.body());
  }

  private static <T> HttpResponse<T> send(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    try {
      return CLIENT.send(request.build(), handler);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
