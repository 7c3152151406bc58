package dev.parley.ai;

import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Spare;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.bus.Generations;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the prompt for a conversation is made of.
 *
 * @param system what it starts with; empty for nothing
 * @param said the messages that say something, oldest first
 * @param turns the same as a model gets them
 */
record Draft(String model, String system, List<Generations.Turn> said, List<Turn> turns) {
  private static final String BEFORE =
      "[What was said before in this conversation, as a summary:]\n";

  /** To models that answer people only; some refuse to go on with words of their own. */
  private static final String GO_ON =
      "[Your last message was cut off. Go on from exactly where it ends, and repeat nothing of"
          + " it.]";

  /** About how many tokens that is, on the safe side. */
  static final int GO_ON_TOKENS = 40;

  /** Whether an answer is to be gone on with. */
  boolean goesOn() {
    return !turns.isEmpty() && turns.getLast().speaker() == Speaker.ASSISTANT;
  }

  /** Everything, without a summary. */
  Prompt prompt() {
    return prompt(null, 0);
  }

  /**
   * What is left of it.
   *
   * @param summary of what was said before; null for none
   * @param first index of the first turn that is in the prompt
   */
  Prompt prompt(String summary, int first) {
    List<Turn> prompt = new ArrayList<>();
    if (!system.isEmpty()) {
      prompt.add(new Turn(Speaker.SYSTEM, system));
    }
    if (summary != null) {
      prompt.add(new Turn(Speaker.USER, BEFORE + summary));
    }
    int kept = prompt.size();
    turns.subList(first, turns.size()).forEach(turn -> add(prompt, turn));
    // All but the newest, which is what is to be answered, and what is to be gone on with.
    int needed = goesOn() ? 2 : 1;
    Spare spare = new Spare(kept, Math.max(kept, prompt.size() - needed));
    if (goesOn()) {
      prompt.add(new Turn(Speaker.USER, GO_ON));
    }
    return new Prompt(model, prompt).withSpare(spare);
  }

  /** Two turns of the same side become one: many models want the sides to alternate. */
  static void add(List<Turn> turns, Turn turn) {
    if (!turns.isEmpty() && turns.getLast().speaker() == turn.speaker()) {
      Turn before = turns.removeLast();
      String content =
          Stream.of(before.content(), turn.content())
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining("\n\n"));
      List<Picture> pictures =
          Stream.concat(before.pictures().stream(), turn.pictures().stream()).toList();
      turns.add(new Turn(turn.speaker(), content, pictures));
    } else {
      turns.add(turn);
    }
  }
}
