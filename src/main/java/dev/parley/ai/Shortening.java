package dev.parley.ai;

import dev.parley.ai.ModelRouter.Target;
import dev.parley.ai.prompt.Sizes;
import dev.parley.ai.prompt.Tokens;
import dev.parley.ai.prompt.Window;
import dev.parley.ai.prompt.Windows;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Spare;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.config.AiConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fits prompts to models that are asked in place of those that they were made for: the oldest turns
 * that a prompt can spare are left out until it has room in the window. What has none to spare, or
 * not enough, is asked as it is. Most are known to fit without a count; others are counted by a
 * worker thread.
 */
final class Shortening {
  private final Vertx vertx;
  private final Windows windows;
  private final int maxTokens;

  Shortening(Vertx vertx, AiConfig settings) {
    this.vertx = vertx;
    this.windows = new Windows(settings);
    this.maxTokens = settings.prompts().maxTokens();
  }

  /**
   * @param window tokens of the model
   * @param leftOut turns
   */
  record Shortened(Prompt prompt, int window, int leftOut) {}

  /**
   * @param prompt without what the model cannot take
   */
  Future<Shortened> fit(Prompt prompt, Target target) {
    Window window = windows.of(target.provider().name(), target.model());
    Tokens tokens = Tokens.of(target.model());
    int most = Math.min(window.forPrompt(), maxTokens);
    int room = most - Math.min(most / 2, ToolUse.tokens(prompt.tools()));
    Sizes sizes = new Sizes(tokens);
    if (prompt.spare().isEmpty() || sizes.most(prompt.turns()) <= room) {
      return Future.succeededFuture(new Shortened(prompt, window.tokens(), 0));
    }
    return vertx
        .executeBlocking(() -> sizes.of(prompt.turns()), false)
        .map(counted -> shorten(prompt, counted, room, window));
  }

  private static Shortened shorten(Prompt prompt, int[] sizes, int room, Window window) {
    Spare spare = prompt.spare();
    long all = Arrays.stream(sizes).asLongStream().sum();
    int next = spare.from();
    while (all > room && next < spare.to()) {
      all -= sizes[next++];
    }
    int leftOut = next - spare.from();
    return new Shortened(leftOut == 0 ? prompt : without(prompt, next), window.tokens(), leftOut);
  }

  /** Behind a summary the next turn may be of the same side. */
  private static Prompt without(Prompt prompt, int next) {
    List<Turn> turns = new ArrayList<>(prompt.turns().subList(0, prompt.spare().from()));
    Draft.add(turns, prompt.turns().get(next));
    turns.addAll(prompt.turns().subList(next + 1, prompt.turns().size()));
    return prompt.withTurns(turns).withSpare(Spare.NONE);
  }
}
