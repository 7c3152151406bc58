package dev.parley.store;

import java.util.List;

/**
 * What a committed command answers, and what is published before the answer.
 *
 * @param reply nullable
 */
record Committed<T>(T reply, List<Publication> publications) {
  Committed {
    publications = List.copyOf(publications);
  }

  /** A command that nobody else needs to hear of. */
  static <T> Committed<T> silently(T reply) {
    return new Committed<>(reply, List.of());
  }
}
