package dev.parley.testing;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads server-sent events, as a browser's EventSource does but without coming back by itself. */
public final class EventSource implements AutoCloseable {
  private static final long PATIENCE_S = 30;
  private static final Event END = new Event("end of the stream", null, new JsonObject());

  /**
   * @param id null when the event had none of its own
   * @param frame the data
   */
  public record Event(String type, String id, JsonObject frame) {
    public JsonObject data() {
      return frame.getJsonObject("data");
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final HttpResponse<InputStream> response;

  private EventSource(HttpRequest request) {
    try {
      response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
    Thread.ofPlatform().daemon().start(this::read);
  }

  /**
   * Opens a stream.
   *
   * @param lastEventId null for none
   */
  public static EventSource open(int port, String path, String token, String lastEventId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(PATIENCE_S))
            .header("Accept", "text/event-stream");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    return new EventSource(request.build());
  }

  public int status() {
    return response.statusCode();
  }

  public String type() {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  /** The next event. */
  public Event next() {
    try {
      Event event = events.poll(PATIENCE_S, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event came");
      }
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The next events up to the first of the type. */
  public List<Event> upTo(String type) {
    List<Event> all = new ArrayList<>();
    do {
      all.add(next());
      if (all.getLast().equals(END)) {
        throw new AssertionError("no " + type + " among " + all);
      }
    } while (!all.getLast().type().equals(type));
    return all;
  }

  /** All events that still come, until the server ends the stream. */
  public List<Event> rest() {
    List<Event> all = new ArrayList<>();
    for (Event event = next(); !event.equals(END); event = next()) {
      all.add(event);
    }
    return all;
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String type = "message";
      String id = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          events.add(new Event(type, id, new JsonObject(line.substring(6))));
          id = null;
        }
      }
    } catch (IOException | UncheckedIOException cutOff) {
      events.add(new Event("cut off", null, new JsonObject()));
    }
    events.add(END);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
