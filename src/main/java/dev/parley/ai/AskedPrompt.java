package dev.parley.ai;

import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.bus.Asking.Ask;

/** Makes a prompt of what a program asked: nothing is added and nothing left out. */
final class AskedPrompt {
  private AskedPrompt() {}

  static Prompt of(Ask ask, String defaultModel) {
    return new Prompt(
        ask.model() == null ? defaultModel : ask.model(),
        ask.turns().stream()
            .map(
                turn ->
                    new Turn(
                        switch (turn.speaker()) {
                          case SYSTEM -> Speaker.SYSTEM;
                          case USER -> Speaker.USER;
                          case ASSISTANT -> Speaker.ASSISTANT;
                        },
                        turn.content(),
                        turn.pictures().stream()
                            .<Picture>map(one -> new Picture.Bytes(one.mediaType(), one.data()))
                            .toList()))
            .toList());
  }

  /** About how many bytes are held for it. */
  static long weight(Ask ask) {
    return ask.turns().stream()
        .mapToLong(
            turn ->
                2L * turn.content().length()
                    + turn.pictures().stream().mapToLong(one -> one.data().length).sum())
        .sum();
  }

  static boolean hasPictures(Ask ask) {
    return ask.turns().stream().anyMatch(turn -> !turn.pictures().isEmpty());
  }
}
