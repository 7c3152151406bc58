package dev.parley.generationlog;

import dev.parley.chat.Chunk;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The appends of all generations that wait for the next write, in order. Holds a bounded number of
 * bytes, those being written included; what does not fit is refused. Safe for any thread.
 */
final class WaitingAppends {
  /** Bytes of one write, so that a single one does not take long; one append always fits. */
  private static final long MAX_BATCH_BYTES = 1 << 20;

  /** Appends of one write. */
  private static final int MAX_BATCH = 1_000;

  private final long maxBytes;
  private final Deque<Append> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean writing;
  private boolean closed;

  /** One call of the log. */
  record Append(List<Chunk> chunks, Promise<Void> done) {
    long bytes() {
      return chunks.stream().mapToLong(chunk -> 64 + 2L * chunk.content().length()).sum();
    }
  }

  /** What became of an offer. */
  enum Offer {
    /** The caller has to start writing. */
    FIRST,
    /** The writer will come to it. */
    WAITING,
    FULL,
    CLOSED
  }

  /**
   * @param maxBytes what may wait; an estimate by the size of strings in memory
   */
  WaitingAppends(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized Offer offer(Append append) {
    if (closed) {
      return Offer.CLOSED;
    }
    if (bytes + append.bytes() > maxBytes) {
      return Offer.FULL;
    }
    bytes += append.bytes();
    waiting.add(append);
    if (writing) {
      return Offer.WAITING;
    }
    writing = true;
    return Offer.FIRST;
  }

  /** The next write. Empty when nothing waits; the next offer is a first one then. */
  synchronized List<Append> take() {
    List<Append> batch = new ArrayList<>();
    long size = 0;
    while (!waiting.isEmpty()
        && batch.size() < MAX_BATCH
        && (batch.isEmpty() || size + waiting.peek().bytes() <= MAX_BATCH_BYTES)) {
      Append append = waiting.remove();
      size += append.bytes();
      batch.add(append);
    }
    writing = !batch.isEmpty();
    return batch;
  }

  /** Frees the room of what was written or given up. */
  synchronized void release(List<Append> batch) {
    batch.forEach(append -> bytes -= append.bytes());
  }

  /** Refuses all further offers. */
  synchronized void close() {
    closed = true;
  }

  /** Nothing waits or is being written, and nothing will. */
  synchronized boolean isDone() {
    return closed && !writing;
  }
}
