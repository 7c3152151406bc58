package dev.parley.ai;

import dev.parley.ai.ModelRouter.Target;
import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A prompt without what the model that is asked cannot take: words stand in for it. */
final class FittedPrompt {
  private static final String UNSEEN = "[image that this model cannot see]";

  private FittedPrompt() {}

  static Prompt of(Prompt prompt, Target target) {
    boolean sees = target.provider().vision();
    boolean calls = target.provider().tools(target.model());
    List<Turn> turns =
        prompt.turns().stream()
            .map(turn -> sees ? turn : blind(turn))
            .map(turn -> calls ? turn : withoutTools(turn))
            .toList();
    Prompt fitted = prompt.withModel(target.model()).withTurns(turns);
    return calls ? fitted : fitted.withTools(List.of()).withOptions(withoutTools(prompt.options()));
  }

  private static Turn blind(Turn turn) {
    return turn.pictures().isEmpty()
        ? turn
        : new Turn(
            turn.speaker(),
            (turn.content() + "\n" + UNSEEN).strip(),
            List.of(),
            turn.calls(),
            turn.answers());
  }

  private static Turn withoutTools(Turn turn) {
    if (turn.speaker() == Speaker.TOOL) {
      return new Turn(Speaker.USER, "[what a tool said] " + turn.content(), turn.pictures());
    }
    if (turn.calls().isEmpty()) {
      return turn;
    }
    String content =
        Stream.concat(Stream.of(turn.content()), turn.calls().stream().map(FittedPrompt::words))
            .filter(words -> !words.isEmpty())
            .collect(Collectors.joining("\n"));
    return new Turn(turn.speaker(), content, turn.pictures());
  }

  private static String words(ToolCall call) {
    return "[call of the tool " + call.name() + ": " + call.arguments() + "]";
  }

  private static Options withoutTools(Options all) {
    return new Options(
        all.temperature(),
        all.topP(),
        all.maxTokens(),
        all.stop(),
        all.schema(),
        null,
        all.strict());
  }
}
