package dev.parley.dialect;

import dev.parley.dialect.actions.ActionsDialect;
import dev.parley.dialect.commands.CommandsDialect;
import dev.parley.dialect.events.EventsDialect;
import dev.parley.dialect.parley.ParleyDialect;
import dev.parley.dialect.sessions.SessionsDialect;
import dev.parley.protocol.Dialect;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Every dialect, with ids that can be foreseen: r1, r2 and so on. */
final class AllDialects {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-15T10:30:00Z"));

  private AllDialects() {}

  static List<Dialect> fresh() {
    return List.of(
        new ParleyDialect(),
        new SessionsDialect(ids()),
        new ActionsDialect(ids(), CLOCK),
        new EventsDialect(ids()),
        new CommandsDialect(ids()));
  }

  /** The same dialect anew, so that its ids begin again. */
  static Dialect fresh(String id) {
    return fresh().stream().filter(dialect -> dialect.id().equals(id)).findFirst().orElseThrow();
  }

  private static Supplier<String> ids() {
    AtomicInteger last = new AtomicInteger();
    return () -> "r" + last.incrementAndGet();
  }
}
