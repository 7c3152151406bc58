package dev.parley.chat;

/** A durable change of a conversation: what its feed is made of. */
public sealed interface Change {
  record MessageAdded(Message message) implements Change {}

  /** A message's text was removed or replaced in place. */
  record MessageUpdated(Message message) implements Change {}

  record GenerationStarted(Generation generation) implements Change {}

  /**
   * @param message the answer as it is now stored
   */
  record GenerationFinished(Generation generation, Message message) implements Change {}

  /**
   * Title, context, model or members changed; {@code conversation} is as the acting member sees it.
   */
  record ConversationUpdated(Conversation conversation) implements Change {}

  record MemberAdded(Member member) implements Change {}

  record MemberRemoved(long userId) implements Change {}

  /**
   * @param rating null when it was taken back
   * @param comment nullable
   */
  record FeedbackUpdated(long messageId, long userId, Rating rating, String comment)
      implements Change {}

  /** A message was taken out; its place in the tree stays, without text and pictures. */
  record MessageDeleted(long messageId) implements Change {}

  /** All messages were deleted; the next one is the first again. */
  record ConversationCleared() implements Change {}

  record ConversationDeleted() implements Change {}
}
