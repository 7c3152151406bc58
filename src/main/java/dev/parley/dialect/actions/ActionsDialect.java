package dev.parley.dialect.actions;

import dev.parley.dialect.VoiceSession;
import dev.parley.protocol.Dialect;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The dialect of system 2: {@code send_message} and {@code stop} actions; messages, tokens and the
 * end of each generation.
 */
public final class ActionsDialect implements Dialect {
  private final Supplier<String> ids;
  private final InstantSource clock;

  public ActionsDialect() {
    this(() -> UUID.randomUUID().toString(), InstantSource.system());
  }

  /**
   * @param ids unguessable, at most 50 characters
   */
  public ActionsDialect(Supplier<String> ids, InstantSource clock) {
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public String id() {
    return "actions";
  }

  @Override
  public Session open(Options options) {
    return new VoiceSession(new ActionsVoice(ids, clock), true, Set.of(Habit.FOLLOW));
  }
}
