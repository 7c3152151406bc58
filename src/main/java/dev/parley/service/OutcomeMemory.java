package dev.parley.service;

import dev.parley.chat.CommandOutcome;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What slash commands came to, so that one which is sent again after a lost connection is not
 * carried out again. Only what was done is kept: a command that failed has another try.
 *
 * <p>Holds the newest {@value #MAX} commands of this process; with one more, the oldest is
 * forgotten (FORGET_OLDEST) and would be carried out again, as it would be by another process. At
 * most about 32 MB. Shared by all event loops of the process; each gets its answers on its own.
 */
public final class OutcomeMemory {
  static final int MAX = 1_000;

  /** Repetitions that wait while the first one is carried out; more are refused. */
  static final int MAX_WAITING = 8;

  /**
   * What makes two commands the same one, as it does for messages.
   *
   * @param clientMessageId null for a command that is like no other
   */
  record Key(long userId, long conversationId, String clientMessageId) {}

  private final Map<Key, First> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, First> eldest) {
          return size() > MAX;
        }
      };

  /** A command that others may repeat. */
  private static final class First {
    private final CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
    private int waiting;
  }

  /**
   * Runs what was not run before. A repetition gets the outcome of the first, and runs itself when
   * that fails. Called on an event loop. Fails as the run does, or with RATE_LIMITED when too many
   * repetitions wait.
   */
  Future<CommandOutcome> once(Key key, Supplier<Future<CommandOutcome>> run) {
    if (key.clientMessageId() == null) {
      return started(run);
    }
    First mine = new First();
    First first;
    synchronized (known) {
      first = known.putIfAbsent(key, mine);
      if (first != null && !first.outcome.isDone() && first.waiting++ >= MAX_WAITING) {
        return Future.failedFuture(
            new FailureException(
                ErrorCode.RATE_LIMITED, "This command is still being carried out"));
      }
    }
    if (first == null) {
      return started(run).onComplete(done -> settle(key, mine, done));
    }
    return Future.fromCompletionStage(first.outcome, Vertx.currentContext())
        .recover(failed -> once(key, run));
  }

  private static Future<CommandOutcome> started(Supplier<Future<CommandOutcome>> run) {
    return Future.succeededFuture().compose(now -> run.get());
  }

  private void settle(Key key, First mine, AsyncResult<CommandOutcome> done) {
    if (done.succeeded()) {
      mine.outcome.complete(done.result());
      return;
    }
    // Forgotten first, so that who waits for it becomes the next first.
    synchronized (known) {
      known.remove(key, mine);
    }
    mine.outcome.completeExceptionally(done.cause());
  }
}
