package dev.parley.dialect.sessions;

import dev.parley.dialect.VoiceSession;
import dev.parley.protocol.Dialect;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The dialect of system 1: {@code message}, {@code stream}, {@code feedback} and {@code error}
 * frames, each of a session that the client names.
 */
public final class SessionsDialect implements Dialect {
  private final Supplier<String> ids;

  public SessionsDialect() {
    this(() -> UUID.randomUUID().toString());
  }

  /**
   * @param ids unguessable, at most 50 characters
   */
  public SessionsDialect(Supplier<String> ids) {
    this.ids = ids;
  }

  @Override
  public String id() {
    return "sessions";
  }

  @Override
  public Session open(Options options) {
    return new VoiceSession(new SessionsVoice(ids), true, Set.of(Habit.FOLLOW));
  }
}
