package dev.parley.dialect.events;

import dev.parley.dialect.VoiceSession;
import dev.parley.protocol.Dialect;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The dialect of system 3: {@code user_message} events one way; answers, the chat's log and the
 * figures of the backend the other.
 */
public final class EventsDialect implements Dialect {
  private final Supplier<String> ids;

  public EventsDialect() {
    this(() -> UUID.randomUUID().toString());
  }

  /**
   * @param ids unguessable, at most 50 characters
   */
  public EventsDialect(Supplier<String> ids) {
    this.ids = ids;
  }

  @Override
  public String id() {
    return "events";
  }

  @Override
  public Session open(Options options) {
    return new VoiceSession(
        new EventsVoice(ids), options.stream(), Set.of(Habit.FOLLOW, Habit.HISTORY, Habit.STATUS));
  }
}
