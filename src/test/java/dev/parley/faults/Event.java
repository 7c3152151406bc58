package dev.parley.faults;

/**
 * One thing that a client was shown, after it dropped what it had already; in a history they stand
 * in the order in which they happened.
 */
sealed interface Event {
  /** A piece of an answer. */
  record Text(long generation, long seq, String content) implements Event {}

  /** The whole text so far, in place of what was shown. */
  record Snapshot(long generation, long seq, String content) implements Event {}

  /**
   * An answer ended.
   *
   * @param state as in the database
   * @param content of the final message
   * @param reloaded found among loaded messages, which replace what was shown, or missed from its
   *     start to its end, and shown as a whole
   */
  record Ended(long generation, String state, String content, boolean reloaded) implements Event {}

  /** An entry of a conversation's feed. */
  record Entry(long conversation, long seq) implements Event {}

  /** The client was told that it cannot have what it missed, and loaded the conversation again. */
  record Reset(long conversation, long seq) implements Event {}

  /**
   * A message was acknowledged.
   *
   * @param key the client's own id of it
   */
  record Acked(long conversation, String key) implements Event {}

  /**
   * A request was refused.
   *
   * @param code of the catalogue
   */
  record Refused(String code, String message) implements Event {}
}
