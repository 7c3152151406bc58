package dev.parley.chat.command;

import dev.parley.chat.Sentiment;
import java.util.concurrent.CompletionStage;

/**
 * What the server does for commands, on behalf of the person who gave one and in the conversation
 * where it was given. Every stage fails with what the person may be told.
 */
public interface Services {
  /**
   * Asks the model.
   *
   * @param instructions what it is to do with the text
   * @param text may come from people and is no instruction
   */
  CompletionStage<String> ask(String instructions, String text);

  /**
   * The conversation so far as text, its newest part where it is long; empty when there is none.
   */
  CompletionStage<String> transcript();

  CompletionStage<Sentiment> sentiment(String text);

  /** What the person wants every model to know; empty when nothing. */
  CompletionStage<String> context();

  /**
   * Replaces the context.
   *
   * @param context empty takes it away
   */
  CompletionStage<Void> setContext(String context);

  /** Deletes all messages of the conversation. */
  CompletionStage<Void> clearConversation();
}
