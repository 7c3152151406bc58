package dev.parley.api.openai;

import dev.parley.bus.Asking;
import dev.parley.bus.Asking.End;
import dev.parley.bus.Asking.Heard;
import dev.parley.bus.Asking.Piece;
import dev.parley.protocol.Failure;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** One answer under way, as its gateway sees it. Used on one event loop. */
final class Call {
  private final String id;
  private final long userId;
  private final Hearer hearer;
  private long heardAt = System.nanoTime();
  private boolean passingOn;

  Call(String id, long userId, Hearer hearer) {
    this.id = id;
    this.userId = userId;
    this.hearer = hearer;
  }

  String id() {
    return id;
  }

  long userId() {
    return userId;
  }

  /** Whether it was the other side's turn for too long. */
  boolean isSilent() {
    return !passingOn
        && System.nanoTime() - heardAt > TimeUnit.MILLISECONDS.toNanos(Asking.SILENCE_MS);
  }

  /** Completes when there is room for the next piece. */
  Future<Heard> hear(Piece piece) {
    passingOn = true;
    return pass(piece)
        .map(
            room -> {
              if (piece.end() != null) {
                hearer.ended(piece.end());
              }
              return new Heard();
            })
        .onComplete(
            passed -> {
              passingOn = false;
              heardAt = System.nanoTime();
            });
  }

  private Future<Void> pass(Piece piece) {
    if (piece.text().isEmpty()) {
      hearer.alive(piece.place());
      return Future.succeededFuture();
    }
    return hearer.text(piece.text());
  }

  void fail(Failure failure) {
    hearer.ended(End.failed(failure));
  }
}
