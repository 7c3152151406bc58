package dev.parley.generationlog;

import dev.parley.chat.Chunk;
import io.vertx.core.Future;
import java.util.List;

/** Writes much of one generation in pieces that no log has to refuse for their size. */
final class Pieces {
  private static final int MAX_CHARACTERS = 64 * 1024;
  private static final int MAX_CHUNKS = 1_000;

  private Pieces() {}

  /** One piece after another; fails with the first that is refused. */
  static Future<Void> append(GenerationLog log, List<Chunk> all) {
    return append(log, all, 0);
  }

  private static Future<Void> append(GenerationLog log, List<Chunk> all, int from) {
    if (from == all.size()) {
      return Future.succeededFuture();
    }
    int to = from + 1;
    int size = all.get(from).content().length();
    while (to < all.size() && to - from < MAX_CHUNKS) {
      size += all.get(to).content().length();
      if (size > MAX_CHARACTERS) {
        break;
      }
      to++;
    }
    int next = to;
    return log.append(all.subList(from, to)).compose(done -> append(log, all, next));
  }
}
