package dev.parley.chat;

import java.util.Objects;

/**
 * A piece of an answer.
 *
 * @param seq contiguous within the generation, from 1
 * @param epoch the generation's epoch when it was written
 */
public record Chunk(long generationId, long epoch, long seq, String content) {
  public Chunk {
    Objects.requireNonNull(content, "content");
    if (seq < 1) {
      throw new IllegalArgumentException("seq starts at 1, got " + seq);
    }
  }
}
