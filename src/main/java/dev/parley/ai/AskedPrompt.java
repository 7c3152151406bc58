package dev.parley.ai;

import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.ToolChoice;
import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.bus.Asking;
import dev.parley.bus.Asking.Ask;
import dev.parley.bus.Asking.Wishes;

/** Makes a prompt of what a program asked: nothing is added and nothing left out. */
final class AskedPrompt {
  private AskedPrompt() {}

  static Prompt of(Ask ask, String defaultModel) {
    return new Prompt(
        ask.model() == null ? defaultModel : ask.model(),
        ask.turns().stream().map(AskedPrompt::turn).toList(),
        ask.wishes().tools().stream()
            .map(tool -> new ToolSpec(tool.name(), tool.description(), tool.parameters()))
            .toList(),
        options(ask));
  }

  private static Turn turn(Asking.Turn turn) {
    return new Turn(
        switch (turn.speaker()) {
          case SYSTEM -> Speaker.SYSTEM;
          case USER -> Speaker.USER;
          case ASSISTANT -> Speaker.ASSISTANT;
          case TOOL -> Speaker.TOOL;
        },
        turn.content(),
        turn.pictures().stream()
            .<Picture>map(one -> new Picture.Bytes(one.mediaType(), one.data()))
            .toList(),
        turn.calls().stream()
            .map(call -> new ToolCall(call.id(), call.name(), call.arguments()))
            .toList(),
        turn.answers());
  }

  private static Options options(Ask ask) {
    Wishes wishes = ask.wishes();
    return new Options(
        wishes.temperature(),
        wishes.topP(),
        ask.bounds().maxTokens(),
        ask.bounds().stop(),
        Asking.ANY_OBJECT.equals(wishes.schema()) ? Options.ANY_OBJECT : wishes.schema(),
        switch (wishes.choice()) {
          case null -> null;
          case Asking.ToolChoice.Auto() -> new ToolChoice.Auto();
          case Asking.ToolChoice.None() -> new ToolChoice.None();
          case Asking.ToolChoice.Required() -> new ToolChoice.Required();
          case Asking.ToolChoice.Named(String tool) -> new ToolChoice.Named(tool);
        },
        wishes.strict());
  }

  /** About how many bytes are held for it. */
  static long weight(Ask ask) {
    long turns = ask.turns().stream().mapToLong(AskedPrompt::weight).sum();
    long tools =
        ask.wishes().tools().stream()
            .mapToLong(tool -> tool.description().length() + tool.parameters().length())
            .sum();
    return turns + 2 * tools;
  }

  private static long weight(Asking.Turn turn) {
    long calls = turn.calls().stream().mapToLong(call -> call.arguments().length()).sum();
    long pictures = turn.pictures().stream().mapToLong(one -> one.data().length).sum();
    return 2L * turn.content().length() + 2 * calls + pictures;
  }

  static boolean hasPictures(Ask ask) {
    return ask.turns().stream().anyMatch(turn -> !turn.pictures().isEmpty());
  }
}
