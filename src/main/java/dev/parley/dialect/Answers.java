package dev.parley.dialect;

import dev.parley.chat.Chunk;
import dev.parley.chat.Generation;
import dev.parley.chat.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which answers a client is told piece by piece. A question says so itself, by how its client
 * message id begins, so that all connections that see it agree; otherwise it is the connection's
 * choice. A client that has not had the first pieces is not told the later ones.
 *
 * <p>Keeps at most {@value #MAX} of each kind; overflow policy: the oldest is forgotten, and told
 * as a whole when it ends.
 */
final class Answers {
  static final int MAX = 256;

  private static final String IN_PIECES = "pieces-";
  private static final String WHOLE = "whole-";

  private final boolean inPieces;
  private final Map<Long, Boolean> questions = new Bounded<>();
  private final Map<Long, Long> told = new Bounded<>();
  private final Map<Long, Generation> running = new Bounded<>();

  Answers(boolean inPieces) {
    this.inPieces = inPieces;
  }

  /**
   * A client message id that says how the answer is to be told.
   *
   * @param pieces null leaves it to the connection
   */
  static String clientMessageId(Boolean pieces, String unguessable) {
    if (pieces == null) {
      return unguessable;
    }
    return (pieces ? IN_PIECES : WHOLE) + unguessable;
  }

  void asked(Message question) {
    String id = question.clientMessageId();
    if (id != null && (id.startsWith(IN_PIECES) || id.startsWith(WHOLE))) {
      questions.put(question.id(), id.startsWith(IN_PIECES));
    }
  }

  void started(Generation generation) {
    running.put(generation.id(), generation);
    if (questions.getOrDefault(generation.parentId(), inPieces)) {
      told.put(generation.id(), 0L);
    }
  }

  /** Whether the client is to be told this piece. */
  boolean tell(Chunk chunk) {
    Long last = told.get(chunk.generationId());
    if (last == null || last + 1 != chunk.seq()) {
      return false;
    }
    told.put(chunk.generationId(), chunk.seq());
    return true;
  }

  /** Whether the client was told pieces, and all of them. */
  boolean toldInPieces(Generation ended) {
    running.remove(ended.id());
    Long last = told.remove(ended.id());
    return last != null && last > 0 && last == ended.lastSeq();
  }

  /** Forgets what is being written in a conversation that is gone, and says what it was. */
  List<Generation> gone(long conversationId) {
    List<Generation> gone =
        running.values().stream().filter(one -> one.conversationId() == conversationId).toList();
    gone.forEach(this::toldInPieces);
    return gone;
  }

  private static final class Bounded<V> extends LinkedHashMap<Long, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
      return size() > MAX;
    }
  }
}
