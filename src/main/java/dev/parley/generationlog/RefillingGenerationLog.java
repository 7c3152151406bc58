package dev.parley.generationlog;

import dev.parley.chat.Chunk;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes good what a log forgets in a crash: keeps what running generations have said, and after a
 * loss writes all of it again, with the same numbers, before anything more is told to be written.
 * What is there already adds nothing.
 *
 * <p>Holds no more than the whole answers of the generations that run here, each until {@link
 * #release}. The appends of one generation are made one after the other, as its owner does.
 */
public final class RefillingGenerationLog implements GenerationLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefillingGenerationLog.class);

  private final LossyGenerationLog log;
  private final Map<Long, Said> running = new ConcurrentHashMap<>();

  /** The log is closed with this one. */
  public RefillingGenerationLog(LossyGenerationLog log) {
    this.log = log;
  }

  @Override
  public Future<Void> append(List<Chunk> chunks) {
    return chunks.isEmpty()
        ? Future.succeededFuture()
        : running
            .computeIfAbsent(chunks.getFirst().generationId(), first -> new Said(log.losses()))
            .append(chunks);
  }

  @Override
  public Future<List<Chunk>> read(long generationId, long afterSeq) {
    return log.read(generationId, afterSeq);
  }

  /** A reader that finds less than was written tells of a crash that nobody here has noticed. */
  @Override
  public Future<Long> settle(long generationId, long found) {
    Said said = running.get(generationId);
    return said == null ? Future.succeededFuture(0L) : said.settle(found);
  }

  @Override
  public void release(long generationId) {
    running.remove(generationId);
  }

  @Override
  public Future<Void> close() {
    return log.close();
  }

  /** What one generation has said. */
  private final class Said {
    private final List<Chunk> all = new ArrayList<>();
    private long losses;
    private long newest;

    Said(long losses) {
      this.losses = losses;
    }

    Future<Void> append(List<Chunk> chunks) {
      keep(chunks);
      return write(chunks).onSuccess(done -> reached(chunks.getLast().seq()));
    }

    Future<Long> settle(long found) {
      long reached = reached(0);
      List<Chunk> written = all().stream().filter(chunk -> chunk.seq() <= reached).toList();
      return reached <= found
          ? Future.succeededFuture(reached)
          : Pieces.append(log, written).map(reached);
    }

    private synchronized long reached(long seq) {
      newest = Math.max(newest, seq);
      return newest;
    }

    private Future<Void> write(List<Chunk> chunks) {
      long before = log.losses();
      if (before != lossesSeen()) {
        LOG.info("Generation {} is written again", chunks.getFirst().generationId());
        return Pieces.append(log, all()).compose(done -> written(before, chunks));
      }
      return log.append(chunks).compose(done -> written(before, chunks));
    }

    /** A loss on the way may have taken what was there before. */
    private Future<Void> written(long before, List<Chunk> chunks) {
      seen(before);
      return log.losses() == before ? Future.succeededFuture() : write(chunks);
    }

    private synchronized void keep(List<Chunk> chunks) {
      long last = all.isEmpty() ? 0 : all.getLast().seq();
      chunks.stream().filter(chunk -> chunk.seq() > last).forEach(all::add);
    }

    private synchronized List<Chunk> all() {
      return List.copyOf(all);
    }

    private synchronized long lossesSeen() {
      return losses;
    }

    private synchronized void seen(long number) {
      losses = number;
    }
  }
}
