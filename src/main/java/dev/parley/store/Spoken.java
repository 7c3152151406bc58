package dev.parley.store;

import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.chat.Chunk;
import dev.parley.chat.Generation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What generations have said beyond what the database's log has of them. Both logs begin at the
 * first chunk and agree where both have one, so what the fast log has behind the database's newest
 * is the rest.
 *
 * <p>The owner of a running generation knows how far it has got. It is asked after the logs were
 * read, and when they lack something it writes everything to the database first. When it does not
 * answer either, the text counts as whole only if the fast log could be read.
 */
final class Spoken {
  private static final Logger LOG = LoggerFactory.getLogger(Spoken.class);

  /** Longest wait for an owner, milliseconds. It may have died a moment ago. */
  private static final long OWNER_MS = 2_000;

  private static final String READ =
      """
      SELECT seq, epoch, content FROM generation_chunks
      WHERE generation_id = $1 AND seq > $2 ORDER BY seq
      """;

  private final FastLog fast;
  private final Bus bus;
  private final Sql sql;

  /**
   * @param fast null where there is none: then nothing is beyond the database
   */
  Spoken(FastLog fast, Bus bus, Pool pool) {
    this.fast = fast;
    this.bus = bus;
    this.sql = new Sql(pool);
  }

  /**
   * @param chunks contiguous behind the position asked for
   * @param whole these are all that anybody can have seen
   */
  record Rest(List<Chunk> chunks, boolean whole) {
    String text() {
      return chunks.stream().map(Chunk::content).collect(Collectors.joining());
    }

    long lastSeq(long before) {
      return chunks.isEmpty() ? before : chunks.getLast().seq();
    }
  }

  boolean onlyInDatabase() {
    return fast == null;
  }

  /** What the fast log has of a generation that has ended. Empty while it is away. */
  Future<List<Chunk>> ended(long generationId, long afterSeq) {
    return fast.read(generationId, afterSeq)
        .map(chunks -> contiguous(afterSeq, chunks))
        .otherwise(List.of());
  }

  /** What the fast log has of a generation that its owner has lost, of whom it takes no more. */
  Future<Rest> sealed(long generationId, long epoch, long afterSeq) {
    if (onlyInDatabase()) {
      return Future.succeededFuture(new Rest(List.of(), true));
    }
    return fast.seal(generationId, epoch, afterSeq)
        .map(chunks -> new Rest(contiguous(afterSeq, chunks), true))
        .recover(
            error -> {
              LOG.warn("Generation {} ends with what the database has", generationId, error);
              return Future.succeededFuture(new Rest(List.of(), false));
            });
  }

  /**
   * The rest of a running generation.
   *
   * @param owner name of its node; null when it has none
   * @param known whether the database's log is known to reach {@code afterSeq}
   */
  Future<Rest> running(Generation generation, String owner, long afterSeq, boolean known) {
    long id = generation.id();
    if (onlyInDatabase()) {
      return settled(id, owner, afterSeq, new Rest(List.of(), known), false);
    }
    return fast.read(id, Math.max(0, afterSeq - 1))
        .map(
            chunks -> {
              boolean there = !chunks.isEmpty() && chunks.getFirst().seq() == afterSeq;
              return new Rest(contiguous(afterSeq, chunks), known || there);
            })
        .compose(
            rest -> settled(id, owner, afterSeq, rest, rest.whole()),
            away -> settled(id, owner, afterSeq, new Rest(List.of(), known), false));
  }

  /**
   * @param rest whole when the logs are known to reach {@code afterSeq}
   * @param alone whether it counts without a word of the owner
   */
  private Future<Rest> settled(long id, String owner, long afterSeq, Rest rest, boolean alone) {
    long found = rest.whole() ? rest.lastSeq(afterSeq) : 0;
    return reach(id, owner, found)
        .compose(
            reached ->
                reached > found ? database(id, afterSeq, reached) : Future.succeededFuture(rest),
            silent -> Future.succeededFuture(new Rest(rest.chunks(), alone)));
  }

  private Future<Long> reach(long id, String owner, long found) {
    return owner == null
        ? Future.failedFuture("nobody owns it")
        : bus.request(Ai.settle(owner), new Ai.Settle(id, found), OWNER_MS)
            .map(Ai.Settled::lastSeq);
  }

  /** After the owner has written everything to the database. */
  private Future<Rest> database(long id, long afterSeq, long reached) {
    return sql.query(READ, id, afterSeq)
        .map(
            rows -> {
              List<Chunk> chunks = new ArrayList<>();
              for (Row row : rows) {
                chunks.add(
                    new Chunk(
                        id, row.getLong("epoch"), row.getLong("seq"), row.getString("content")));
              }
              List<Chunk> rest = contiguous(afterSeq, chunks);
              return new Rest(rest, afterSeq <= reached && afterSeq + rest.size() >= reached);
            });
  }

  /** Those right behind the position, up to the first gap. */
  static List<Chunk> contiguous(long afterSeq, List<Chunk> chunks) {
    List<Chunk> run = new ArrayList<>();
    for (Chunk chunk : chunks) {
      if (chunk.seq() == afterSeq + run.size() + 1) {
        run.add(chunk);
      }
    }
    return run;
  }
}
