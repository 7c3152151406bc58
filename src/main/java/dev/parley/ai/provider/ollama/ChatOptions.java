package dev.parley.ai.provider.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.http.Documents;

/** How to answer, in the words of Ollama. */
final class ChatOptions {
  private ChatOptions() {}

  static void put(ObjectNode body, Options options) {
    if (Options.ANY_OBJECT.equals(options.schema())) {
      body.put("format", "json");
    } else if (options.schema() != null) {
      body.set("format", Documents.schema(options.schema()));
    }
    if (options.temperature() != null) {
      body.withObject("options").put("temperature", options.temperature());
    }
    if (options.topP() != null) {
      body.withObject("options").put("top_p", options.topP());
    }
    if (options.maxTokens() != null) {
      body.withObject("options").put("num_predict", options.maxTokens());
    }
    options.stop().forEach(text -> body.withObject("options").withArray("stop").add(text));
  }
}
