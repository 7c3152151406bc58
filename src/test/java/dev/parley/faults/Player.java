package dev.parley.faults;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A client of the native dialect that behaves as the page's library: it comes back by itself,
 * resumes from where it stood, and repeats what was not acknowledged. Its history has every frame.
 */
final class Player implements AutoCloseable {
  private static final long FIRST_WAIT_MS = 50;
  private static final long LONGEST_WAIT_MS = 1_000;
  private static final long REPAIR_MS = 300;
  private static final long CALL_S = 60;
  private static final int PAGE = 200;

  private final Context context;
  private final Vertx vertx;
  private final Entrance entrance;
  private final String token;
  private final History history;
  private final RandomGenerator random;
  private final Positions positions;
  private final Map<String, Promise<JsonObject>> pending = new HashMap<>();
  private final Promise<Void> arrived = Promise.promise();

  private Line line;
  private int connections;
  private int attempt;
  private long requests;
  private boolean repairing;
  private boolean closed;

  /** Not yet connected. */
  Player(Vertx vertx, Entrance entrance, String token, History history, RandomGenerator random) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.entrance = entrance;
    this.token = token;
    this.history = history;
    this.random = random;
    this.positions = new Positions(event -> history.show(connections, event));
  }

  History history() {
    return history;
  }

  /** Connects; completes when it is in for the first time. */
  Future<Void> start() {
    context.runOnContext(now -> connect());
    return arrived.future();
  }

  /** Follows a conversation from its first entry on. */
  Future<Void> follow(long conversation) {
    Promise<Void> following = Promise.promise();
    context.runOnContext(
        now -> {
          positions.follow(conversation);
          resume().onComplete(following);
        });
    return following.future();
  }

  /** Sends a message until it is acknowledged, through any number of connections. */
  Future<JsonObject> say(long conversation, String key) {
    JsonObject data =
        new JsonObject()
            .put("conversation_id", conversation)
            .put("content", key)
            .put("client_message_id", key);
    return insist("send_message", data, System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_S))
        .onSuccess(ack -> history.show(connections, new Event.Acked(conversation, key)));
  }

  /** Sends a message that asks for no answer, once. */
  Future<JsonObject> note(long conversation, String key, String content) {
    JsonObject data =
        new JsonObject()
            .put("conversation_id", conversation)
            .put("content", content)
            .put("client_message_id", key)
            .put("respond", false);
    return call("send_message", data)
        .onSuccess(ack -> history.show(connections, new Event.Acked(conversation, key)));
  }

  /** Repeats a request that may be repeated, until it is acknowledged. */
  Future<JsonObject> insist(String type, JsonObject data) {
    return insist(type, data, System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_S));
  }

  private Future<JsonObject> insist(String type, JsonObject data, long deadline) {
    return call(type, data)
        .recover(
            error ->
                System.nanoTime() > deadline
                    ? Future.failedFuture(error)
                    : vertx
                        .timer(REPAIR_MS, TimeUnit.MILLISECONDS)
                        .compose(later -> insist(type, data, deadline)));
  }

  /** The data of the ack; fails when it is refused or the connection is lost. */
  Future<JsonObject> call(String type, JsonObject data) {
    Promise<JsonObject> answer = Promise.promise();
    context.runOnContext(now -> request(type, data, answer));
    return answer.future();
  }

  private void request(String type, JsonObject data, Promise<JsonObject> answer) {
    if (line == null || !line.ready()) {
      answer.fail("not connected");
      return;
    }
    String id = "r" + ++requests;
    pending.put(id, answer);
    line.send(new JsonObject().put("type", type).put("id", id).put("data", data));
  }

  /** Cuts the connection; it comes back as always. */
  void drop() {
    context.runOnContext(
        now -> {
          if (line != null) {
            line.lose("dropped by the test");
          }
        });
  }

  private void connect() {
    if (closed) {
      return;
    }
    connections++;
    line = new Line(vertx, context, entrance.next(), token, new Listening(connections));
  }

  /** What one connection tells; an old one is not listened to any more. */
  final class Listening {
    private final int number;

    private Listening(int number) {
      this.number = number;
    }

    void log(String text) {
      history.line(number, text);
    }

    void frame(JsonObject frame) {
      if (number == connections) {
        received(frame);
      }
    }

    void gone() {
      if (number == connections) {
        lost();
      }
    }
  }

  private void received(JsonObject frame) {
    String type = frame.getString("type");
    switch (type) {
      case "auth_success" -> {
        attempt = 0;
        arrived.tryComplete();
        resume();
      }
      case "ack" -> answered(frame, null);
      case "error" -> answered(frame, frame.getJsonObject("data"));
      default -> {
        JsonObject data = frame.getJsonObject("data");
        Long again;
        // Whoever looks at the history sees all of a frame or nothing.
        synchronized (history) {
          again = data == null ? null : positions.take(type, data);
        }
        if (again != null) {
          reload(again);
        }
        repairLater();
      }
    }
  }

  private void answered(JsonObject frame, JsonObject error) {
    if (error != null) {
      history.show(
          connections, new Event.Refused(error.getString("code"), error.getString("message")));
    }
    Promise<JsonObject> waiting = pending.remove(frame.getString("id", ""));
    if (waiting != null && error == null) {
      waiting.complete(frame.getJsonObject("data", new JsonObject()));
    } else if (waiting != null) {
      waiting.fail(error.getString("code") + ": " + error.getString("message"));
    }
  }

  private void lost() {
    line = null;
    List<Promise<JsonObject>> unanswered = List.copyOf(pending.values());
    pending.clear();
    unanswered.forEach(promise -> promise.fail("the connection was lost"));
    long longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << Math.min(attempt++, 10));
    long wait = 1 + random.nextLong(longest);
    if (!closed) {
      vertx
          .timer(wait, TimeUnit.MILLISECONDS)
          .onSuccess(now -> context.runOnContext(on -> connect()));
    }
  }

  private Future<Void> resume() {
    JsonObject everything = positions.all();
    if (everything.getJsonObject("conversations").isEmpty()) {
      return Future.succeededFuture();
    }
    Promise<JsonObject> answer = Promise.promise();
    request("resume", everything, answer);
    return answer
        .future()
        .<Void>mapEmpty()
        .onFailure(
            error -> {
              repairing = false;
              repair();
            });
  }

  /** Asks again for what is missing, a moment after it was noticed. */
  private void repairLater() {
    if (positions.gap()) {
      repair();
    }
  }

  private void repair() {
    if (repairing || closed) {
      return;
    }
    repairing = true;
    int on = connections;
    vertx
        .timer(REPAIR_MS, TimeUnit.MILLISECONDS)
        .onSuccess(
            now ->
                context.runOnContext(
                    here -> {
                      repairing = false;
                      if (on == connections && line != null && line.ready()) {
                        resume();
                      }
                    }));
  }

  /** What was missed is gone: joins anew, and reads the messages instead. */
  private void reload(long conversation) {
    JsonObject of = new JsonObject().put("conversation_id", conversation);
    int on = connections;
    call("join_conversation", of)
        .compose(
            joined ->
                call("load_messages", of.copy().put("limit", PAGE))
                    .map(
                        page -> {
                          positions.loaded(joined, objects(page));
                          return null;
                        }))
        .onFailure(
            error ->
                vertx
                    .timer(REPAIR_MS, TimeUnit.MILLISECONDS)
                    .onSuccess(
                        now ->
                            context.runOnContext(
                                here -> {
                                  if (on == connections) {
                                    reload(conversation);
                                  }
                                })));
  }

  private static List<JsonObject> objects(JsonObject page) {
    return page.getJsonArray("messages").stream().map(JsonObject.class::cast).toList();
  }

  @Override
  public void close() {
    context.runOnContext(
        now -> {
          closed = true;
          if (line != null) {
            line.close();
          }
        });
  }
}
