package dev.parley.api.openai;

import dev.parley.bus.Asking.Bounds;
import dev.parley.bus.Asking.Turn;
import dev.parley.bus.Asking.Wishes;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program asks for.
 *
 * @param model null for the server's default
 * @param includeUsage the stream ends with the tokens
 * @param store keep the exchange as a conversation
 */
record ChatRequest(
    String model,
    List<Turn> turns,
    boolean stream,
    boolean includeUsage,
    boolean store,
    Bounds bounds,
    Wishes wishes) {
  ChatRequest {
    turns = List.copyOf(turns);
  }

  ChatRequest withModel(String chosen) {
    return new ChatRequest(chosen, turns, stream, includeUsage, store, bounds, wishes);
  }

  /** The same with another text in one of its turns. */
  ChatRequest saying(int place, String text) {
    List<Turn> changed = new ArrayList<>(turns);
    Turn turn = turns.get(place);
    changed.set(
        place, new Turn(turn.speaker(), text, turn.pictures(), turn.calls(), turn.answers()));
    return new ChatRequest(model, changed, stream, includeUsage, store, bounds, wishes);
  }
}
