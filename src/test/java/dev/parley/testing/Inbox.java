package dev.parley.testing;

import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The frames that come over a WebSocket, for a test to read in turn. Waits end after a bound, with
 * everything that did come.
 */
final class Inbox {
  static final long PATIENCE_S = 30;

  private final List<JsonObject> all = new ArrayList<>();
  private final CompletableFuture<ChatClient.Closed> closed = new CompletableFuture<>();
  private int read;

  /** To be called before anything can come. */
  void listen(WebSocket opened) {
    opened.textMessageHandler(
        text -> {
          synchronized (all) {
            all.add(new JsonObject(text));
            all.notifyAll();
          }
        });
    opened.closeHandler(
        gone -> {
          closed.complete(new ChatClient.Closed(opened.closeStatusCode(), opened.closeReason()));
          synchronized (all) {
            all.notifyAll();
          }
        });
  }

  /** Everything that came so far. */
  List<JsonObject> received() {
    synchronized (all) {
      return List.copyOf(all);
    }
  }

  /** The next unread frame that fits; what comes before it is passed over. */
  JsonObject next(Predicate<JsonObject> fits, String what) {
    read = indexOf(read, fits, what) + 1;
    return at(read - 1);
  }

  /** The first frame from an index on that fits; it stays unread. */
  JsonObject first(int from, Predicate<JsonObject> fits, String what) {
    return at(indexOf(from, fits, what));
  }

  /** Waits for the server to close. */
  ChatClient.Closed closed() {
    try {
      return closed.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("Not closed; came: " + received(), e);
    }
  }

  private JsonObject at(int index) {
    synchronized (all) {
      return all.get(index);
    }
  }

  private int indexOf(int from, Predicate<JsonObject> fits, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    int index = from;
    synchronized (all) {
      while (true) {
        for (; index < all.size(); index++) {
          if (fits.test(all.get(index))) {
            return index;
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || closed.isDone()) {
          throw new AssertionError("No " + what + " among " + all + ", " + closed);
        }
        try {
          all.wait(left);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
