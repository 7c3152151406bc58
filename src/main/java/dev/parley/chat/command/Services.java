package dev.parley.chat.command;

import dev.parley.chat.Sentiment;
import java.util.Map;
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
   * Asks the model for values. Not all models keep to a schema.
   *
   * @param schema a JSON Schema of an object, as text
   */
  default CompletionStage<Values> ask(String instructions, String text, String schema) {
    return ask(instructions, text).thenApply(answer -> new Values(Map.of(), answer));
  }

  /**
   * What a model answered.
   *
   * @param byName texts, numbers and lists, not checked; empty when it gave none
   * @param text as it wrote it
   */
  record Values(Map<String, Object> byName, String text) {
    public Values {
      byName = Map.copyOf(byName);
    }
  }

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
