package dev.parley.dialect.commands;

import dev.parley.dialect.VoiceSession;
import dev.parley.protocol.Dialect;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** The dialect of system 4: one conversation, in which each message is answered by a message. */
public final class CommandsDialect implements Dialect {
  private final Supplier<String> ids;

  public CommandsDialect() {
    this(() -> UUID.randomUUID().toString());
  }

  /**
   * @param ids unguessable, at most 50 characters
   */
  public CommandsDialect(Supplier<String> ids) {
    this.ids = ids;
  }

  @Override
  public String id() {
    return "commands";
  }

  @Override
  public Session open(Options options) {
    return new VoiceSession(new CommandsVoice(ids), options.stream(), Set.of(Habit.FOLLOW));
  }
}
