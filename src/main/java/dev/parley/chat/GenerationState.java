package dev.parley.chat;

/** The life of a generation: queued, running, then exactly one of the terminal states. */
public enum GenerationState {
  QUEUED,
  RUNNING,
  /** The provider said that the answer is whole. */
  COMPLETED,
  /** A person stopped it. */
  STOPPED,
  /** The provider failed; what came before is kept. */
  FAILED,
  /** Its owner died; what was shown is kept. */
  INTERRUPTED;

  public boolean terminal() {
    return switch (this) {
      case QUEUED, RUNNING -> false;
      case COMPLETED, STOPPED, FAILED, INTERRUPTED -> true;
    };
  }

  /** The status of the generation's message. */
  public MessageStatus messageStatus() {
    return switch (this) {
      case QUEUED, RUNNING -> MessageStatus.GENERATING;
      case COMPLETED -> MessageStatus.COMPLETED;
      case STOPPED -> MessageStatus.STOPPED;
      case FAILED -> MessageStatus.FAILED;
      case INTERRUPTED -> MessageStatus.INTERRUPTED;
    };
  }
}
