package dev.parley.chat;

import java.util.Objects;

/**
 * One run of a model that writes one message.
 *
 * @param messageId the message it writes
 * @param parentId the message it answers
 * @param epoch raised whenever the owner changes; chunks of an older epoch are refused
 * @param lastSeq sequence number of the newest chunk; 0 while there is none
 * @param error null unless the state is FAILED
 */
public record Generation(
    long id,
    long conversationId,
    long messageId,
    long parentId,
    String model,
    GenerationState state,
    long epoch,
    long lastSeq,
    String errorCode,
    String error) {
  public Generation {
    Objects.requireNonNull(state, "state");
  }

  public Generation withEpoch(long newEpoch) {
    return new Generation(
        id, conversationId, messageId, parentId, model, state, newEpoch, lastSeq, errorCode, error);
  }
}
