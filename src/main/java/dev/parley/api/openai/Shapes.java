package dev.parley.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.bus.Asking.End;
import dev.parley.bus.Asking.Finish;
import dev.parley.bus.Asking.ToolCall;
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
    Completion whole(String text, End end) {
      boolean calls = !end.calls().isEmpty();
      Said said =
          new Said(
              "assistant",
              calls && text.isEmpty() ? null : text,
              null,
              calls ? end.calls().stream().map(Wanted::of).toList() : null);
      WholeChoice choice = new WholeChoice(0, said, null, name(end.finish()));
      return new Completion(
          id, "chat.completion", created, model, List.of(choice), Tokens.of(end.usage()));
    }

    Chunk begin() {
      return chunk(new Delta("assistant", "", null), null);
    }

    Chunk text(String text) {
      return chunk(new Delta(null, text, null), null);
    }

    /** A call comes as who is called, then with what. */
    List<Chunk> call(int index, ToolCall call) {
      Wanted named = new Wanted(index, call.id(), "function", new Function(call.name(), ""));
      Wanted arguments = new Wanted(index, null, null, new Function(null, call.arguments()));
      return List.of(call(named), call(arguments));
    }

    private Chunk call(Wanted part) {
      return chunk(new Delta(null, null, List.of(part)), null);
    }

    Chunk finish(Finish finish) {
      return chunk(new Delta(null, null, null), name(finish));
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
  record Said(
      String role,
      String content,
      String refusal,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Wanted> toolCalls) {}

  /**
   * @param index of streams only
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Wanted(Integer index, String id, String type, Function function) {
    static Wanted of(ToolCall call) {
      Function function = new Function(call.name(), call.arguments());
      return new Wanted(null, call.id(), "function", function);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Function(String name, String arguments) {}

  record Chunk(
      String id, String object, long created, String model, List<Choice> choices, Tokens usage) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Choice(int index, Delta delta, Object logprobs, String finishReason) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Delta(String role, String content, List<Wanted> toolCalls) {}

  record Tokens(int promptTokens, int completionTokens, int totalTokens) {
    static Tokens of(Usage usage) {
      return new Tokens(usage.promptTokens(), usage.completionTokens(), usage.totalTokens());
    }
  }

  record Models(String object, List<Model> data) {}

  record Model(String id, String object, long created, String ownedBy) {}
}
