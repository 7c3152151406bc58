package dev.parley.ai;

import dev.parley.chat.Chunk;
import dev.parley.generationlog.GenerationLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A log in memory that checks the contract of its caller. A test may hold appends back, let them
 * fail, or fence a generation off.
 */
final class MemoryGenerationLog implements GenerationLog {
  /** An append that the test has not answered yet. */
  record Pending(List<Chunk> chunks, Promise<Void> answer) {}

  private final Map<Long, List<Chunk>> chunks = new HashMap<>();
  private final Map<Long, Long> epochs = new HashMap<>();
  private final List<List<Chunk>> appends = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private boolean holding;
  private int failures;

  /** From now on appends wait for {@link #release}. */
  synchronized void hold() {
    holding = true;
  }

  /** Answers the oldest append that waits; false when none does. */
  boolean release() {
    Pending oldest;
    synchronized (this) {
      oldest = pending.poll();
      if (oldest == null) {
        return false;
      }
      store(oldest.chunks());
    }
    oldest.answer().complete();
    return true;
  }

  /** Answers all that waits, and holds nothing back any more. */
  void releaseAll() {
    synchronized (this) {
      holding = false;
    }
    while (release()) {}
  }

  /** The next appends fail, as when the log is away. */
  synchronized void fail(int times) {
    failures = times;
  }

  /** Appends with an epoch below this one are refused. */
  synchronized void fence(long generationId, long epoch) {
    epochs.put(generationId, epoch);
  }

  @Override
  public synchronized Future<Void> append(List<Chunk> batch) {
    Chunk first = batch.getFirst();
    if (!pending.isEmpty()
        && pending.peek().chunks().getFirst().generationId() == first.generationId()) {
      faults.add("a second append in flight");
    }
    appends.add(batch);
    if (failures > 0) {
      failures--;
      return Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, "The log is away"));
    }
    if (epochs.getOrDefault(first.generationId(), 0L) > first.epoch()) {
      return Future.failedFuture(new FailureException(ErrorCode.CONFLICT, "fenced"));
    }
    if (holding) {
      Pending waiting = new Pending(batch, Promise.promise());
      pending.add(waiting);
      return waiting.answer().future();
    }
    store(batch);
    return Future.succeededFuture();
  }

  private void store(List<Chunk> batch) {
    for (Chunk chunk : batch) {
      List<Chunk> known = chunks.computeIfAbsent(chunk.generationId(), id -> new ArrayList<>());
      if (chunk.seq() == known.size() + 1) {
        known.add(chunk);
      } else {
        faults.add("chunk " + chunk.seq() + " after " + known.size());
      }
    }
  }

  @Override
  public synchronized Future<List<Chunk>> read(long generationId, long afterSeq) {
    return Future.succeededFuture(
        chunks(generationId).stream().filter(chunk -> chunk.seq() > afterSeq).toList());
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  synchronized List<Chunk> chunks(long generationId) {
    return List.copyOf(chunks.getOrDefault(generationId, List.of()));
  }

  synchronized String text(long generationId) {
    return String.join("", chunks(generationId).stream().map(Chunk::content).toList());
  }

  /** All appends that were made, refused ones too. */
  synchronized List<List<Chunk>> appends() {
    return List.copyOf(appends);
  }

  synchronized int waiting() {
    return pending.size();
  }

  /** What callers did against the contract. */
  synchronized List<String> faults() {
    return List.copyOf(faults);
  }
}
