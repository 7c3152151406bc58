package dev.parley.ai;

import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * Tells those who wait in a line where they stand: when they come, when they have moved up, which
 * is looked at once a second, and every five seconds anyway, for who has just begun to listen. Only
 * the first {@value #MOST} are told again. Used on one event loop.
 */
final class PlaceTeller<W> {
  static final int MOST = 100;

  private static final long TICK_MS = 1_000;
  private static final int TICKS_TO_REPEAT = 5;

  private final Vertx vertx;
  private final Supplier<? extends Collection<W>> line;
  private final ObjIntConsumer<W> tell;
  private Map<W, Integer> told = new HashMap<>();
  private long timer = -1;
  private int ticks;

  /**
   * @param line who waits, the next one first
   * @param tell is given a place from 1; 0 for who waits no more
   */
  PlaceTeller(Vertx vertx, Supplier<? extends Collection<W>> line, ObjIntConsumer<W> tell) {
    this.vertx = vertx;
    this.line = line;
    this.tell = tell;
  }

  /** It has come to the end of the line. */
  void came(W waiter) {
    int place = line.get().size();
    if (place <= MOST) {
      told.put(waiter, place);
    }
    tell.accept(waiter, place);
    if (timer == -1) {
      timer = vertx.setPeriodic(TICK_MS, tick -> look());
    }
  }

  /** It has got its place. */
  void done(W waiter) {
    told.remove(waiter);
    tell.accept(waiter, 0);
  }

  private void look() {
    boolean repeat = ++ticks % TICKS_TO_REPEAT == 0;
    Map<W, Integer> before = told;
    told = new HashMap<>();
    int place = 0;
    for (W waiter : List.copyOf(line.get())) {
      if (++place > MOST) {
        break;
      }
      told.put(waiter, place);
      Integer last = before.get(waiter);
      if (repeat || last == null || last != place) {
        tell.accept(waiter, place);
      }
    }
    if (told.isEmpty()) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }
}
