package dev.parley.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.bus.Asking.Finish;
import dev.parley.bus.Json;
import dev.parley.chat.Usage;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** The objects of OpenAI's API, field by field. */
final class Shapes {
  private Shapes() {}

  /**
   * What all objects of one answer have in common.
   *
   * @param created seconds since 1970
   */
  record Head(String id, long created, String model) {
    Completion whole(String text, Finish finish, Usage usage) {
      Said said = new Said("assistant", text, null);
      WholeChoice choice = new WholeChoice(0, said, null, name(finish));
      return new Completion(
          id, "chat.completion", created, model, List.of(choice), Tokens.of(usage));
    }

    Chunk begin() {
      return chunk(new Delta("assistant", ""), null);
    }

    Chunk text(String text) {
      return chunk(new Delta(null, text), null);
    }

    Chunk finish(Finish finish) {
      return chunk(new Delta(null, null), name(finish));
    }

    Chunk usage(Usage usage) {
      return new Chunk(id, "chat.completion.chunk", created, model, List.of(), Tokens.of(usage));
    }

    private Chunk chunk(Delta delta, String finish) {
      Choice choice = new Choice(0, delta, null, finish);
      return new Chunk(id, "chat.completion.chunk", created, model, List.of(choice), null);
    }
  }

  private static String name(Finish finish) {
    return finish.name().toLowerCase(Locale.ROOT);
  }

  static String json(Object shape) {
    try {
      return Json.MAPPER.writeValueAsString(shape);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  record Completion(
      String id,
      String object,
      long created,
      String model,
      List<WholeChoice> choices,
      Tokens usage) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record WholeChoice(int index, Said message, Object logprobs, String finishReason) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Said(String role, String content, String refusal) {}

  record Chunk(
      String id, String object, long created, String model, List<Choice> choices, Tokens usage) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Choice(int index, Delta delta, Object logprobs, String finishReason) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Delta(String role, String content) {}

  record Tokens(int promptTokens, int completionTokens, int totalTokens) {
    static Tokens of(Usage usage) {
      return new Tokens(usage.promptTokens(), usage.completionTokens(), usage.totalTokens());
    }
  }

  record Models(String object, List<Model> data) {}

  record Model(String id, String object, long created, String ownedBy) {}
}
