package dev.parley.store;

import dev.parley.bus.Generations;
import dev.parley.bus.Generations.BeatAnswer;
import dev.parley.bus.Generations.Chunks;
import dev.parley.bus.Generations.Job;
import dev.parley.bus.Generations.Orphans;
import dev.parley.bus.Summaries;
import dev.parley.chat.Chunk;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.MessageType;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/** Who runs a generation, and what it has said. */
final class GenerationRepository {
  private static final int MAX_ORPHANS = 1_000;

  /**
   * Waits for the disk: a claim that a crash of the database undid would be made again with the
   * same epoch, and two owners could not be told apart.
   */
  private static final String CLAIM =
      """
      WITH RECURSIVE g AS (
        UPDATE generations SET state = 'RUNNING', owner = $2, claim = $5,
          epoch = CASE state WHEN 'QUEUED' THEN epoch + 1 ELSE epoch END,
          lease_until = now() + $3 * interval '1 millisecond', started_at = now()
        WHERE id = $1 AND (state = 'QUEUED' AND NOT stop_requested
          OR state = 'RUNNING' AND claim = $5)
        RETURNING generations.*),
      path AS (
        SELECT m.*, 1 AS depth FROM messages m JOIN g ON m.id = g.parent_id
        UNION ALL
        SELECT m.*, path.depth + 1 FROM messages m JOIN path ON m.id = path.parent_id
        WHERE path.depth < $4),
      summary AS (
        SELECT s.*, path.depth FROM path JOIN conversation_summaries s
          ON s.conversation_id = path.conversation_id AND s.through_id = path.id
        WHERE path.depth > 1 ORDER BY path.depth LIMIT 1)
      SELECT %s, c.context, asker.context AS user_context, path.type, sender.name AS sender_name,
        path.content, path.id AS turn_id,
        person.id AS asker_id, person.login AS asker_login, person.guest AS asker_guest,
        summary.through_id, summary.messages AS summarized, summary.content AS summary,
        summary.through_id IS NULL AND EXISTS (
          SELECT FROM path oldest WHERE oldest.depth = $4 AND oldest.parent_id IS NOT NULL) AS cut,
        %s      FROM g
      JOIN conversations c ON c.id = g.conversation_id
      JOIN path ON path.status <> 'DELETED' AND (path.type <> 'ASSISTANT' OR path.content <> '')
      LEFT JOIN summary ON true
      LEFT JOIN users sender ON sender.id = path.sender_id
      LEFT JOIN messages question ON question.id = g.parent_id
      LEFT JOIN users asker ON asker.id = coalesce(question.sender_id, g.asker_id)
      LEFT JOIN users person ON person.id = g.asker_id AND person.disabled_at IS NULL
        AND EXISTS (SELECT FROM members
          WHERE members.conversation_id = g.conversation_id AND members.user_id = person.id)
      WHERE summary.depth IS NULL OR path.depth < summary.depth
      ORDER BY path.depth DESC
      """
          .formatted(GenerationRows.COLUMNS, AttachmentRows.column("path.id", "attachments"));

  private static final String BEAT =
      """
      UPDATE generations g SET lease_until = now() + $2 * interval '1 millisecond'
      FROM unnest($3::bigint[], $4::bigint[]) AS held (id, epoch)
      WHERE g.id = held.id AND g.epoch = held.epoch AND g.owner = $1 AND g.state = 'RUNNING'
      RETURNING g.id, g.stop_requested
      """;

  /**
   * Nobody is dead before the database has been up for a lease: while it was away the owners could
   * not beat.
   */
  private static final String ORPHANS =
      """
      (SELECT id, false AS dead FROM generations
       WHERE state = 'QUEUED' AND created_at < now() - interval '3 seconds'
       ORDER BY created_at LIMIT $1)
      UNION ALL
      (SELECT id, true FROM generations WHERE state = 'RUNNING' AND lease_until < now()
         AND pg_postmaster_start_time() < now() - $2 * interval '1 millisecond'
       ORDER BY lease_until LIMIT $1)
      """;

  private static final String CHUNKS =
      "SELECT "
          + GenerationRows.COLUMNS
          + ", "
          + MessageRows.COLUMNS
          + ", g.owner AS g_owner, log.seqs, log.epochs, log.contents FROM messages m "
          + MessageRows.JOINS
          + """
          CROSS JOIN LATERAL (
            SELECT array_agg(k.seq ORDER BY k.seq) AS seqs,
                   array_agg(k.epoch ORDER BY k.seq) AS epochs,
                   array_agg(k.content ORDER BY k.seq) AS contents
            FROM generation_chunks k WHERE k.generation_id = g.id AND k.seq > $3) log
          WHERE g.id = $2 AND ($1::bigint IS NULL OR EXISTS (
            SELECT FROM members p WHERE p.conversation_id = g.conversation_id AND p.user_id = $1))
          """;

  private final Sql sql;
  private final Spoken spoken;

  GenerationRepository(Pool pool, Spoken spoken) {
    this.sql = new Sql(pool);
    this.spoken = spoken;
  }

  /** Null when it is not there to be taken. */
  Future<Job> claim(Generations.Claim request) {
    return sql.query(
            CLAIM,
            request.generationId(),
            request.owner(),
            (double) request.leaseMs(),
            Generations.MAX_TURNS,
            request.claim())
        .map(GenerationRepository::job);
  }

  private static Job job(RowSet<Row> rows) {
    Row first = Sql.first(rows);
    if (first == null) {
      return null;
    }
    List<Generations.Turn> turns = new ArrayList<>();
    for (Row row : rows) {
      turns.add(
          new Generations.Turn(
              MessageType.valueOf(row.getString("type")),
              row.getString("sender_name"),
              row.getString("content"),
              AttachmentRows.list(row, "attachments"),
              row.getLong("turn_id")));
    }
    return new Job(
        GenerationRows.read(first),
        first.getString("context"),
        turns,
        first.getString("user_context"),
        asker(first),
        summary(first),
        first.getBoolean("cut"));
  }

  private static Generations.Asker asker(Row row) {
    Long id = row.getLong("asker_id");
    return id == null
        ? null
        : new Generations.Asker(id, row.getString("asker_login"), row.getBoolean("asker_guest"));
  }

  private static Summaries.Summary summary(Row row) {
    Long through = row.getLong("through_id");
    return through == null
        ? null
        : new Summaries.Summary(through, row.getInteger("summarized"), row.getString("summary"));
  }

  Future<BeatAnswer> beat(Generations.Beat request) {
    Long[] ids = request.held().stream().map(Generations.Held::generationId).toArray(Long[]::new);
    Long[] epochs = request.held().stream().map(Generations.Held::epoch).toArray(Long[]::new);
    return sql.query(BEAT, request.owner(), (double) request.leaseMs(), ids, epochs)
        .map(
            rows -> {
              List<Long> lost = new ArrayList<>(List.of(ids));
              List<Long> stop = new ArrayList<>();
              for (Row row : rows) {
                lost.remove(row.getLong("id"));
                if (row.getBoolean("stop_requested")) {
                  stop.add(row.getLong("id"));
                }
              }
              return new BeatAnswer(lost, stop);
            });
  }

  Future<Orphans> orphans(Generations.FindOrphans request) {
    return sql.query(
            ORPHANS, Math.clamp(request.limit(), 1, MAX_ORPHANS), (double) request.leaseMs())
        .map(
            rows -> {
              List<Long> waiting = new ArrayList<>();
              List<Long> dead = new ArrayList<>();
              for (Row row : rows) {
                (row.getBoolean("dead") ? dead : waiting).add(row.getLong("id"));
              }
              return new Orphans(waiting, dead);
            });
  }

  Future<Chunks> chunks(Generations.ReadChunks request) {
    long afterSeq = request.afterSeq();
    return sql.first(CHUNKS, request.userId(), request.generationId(), afterSeq)
        .compose(
            row -> {
              if (row == null) {
                throw Refusals.notFound();
              }
              Generation generation = GenerationRows.read(row);
              List<Chunk> chunks = chunks(generation.id(), row);
              Chunks logged =
                  new Chunks(
                      generation,
                      MessageRows.read(row),
                      chunks,
                      isWhole(afterSeq, chunks, generation.lastSeq()));
              // The database's log may have lost its newest in a crash: who was shown them is
              // ahead.
              boolean sure = logged.whole() || generation.state() != GenerationState.RUNNING;
              return afterSeq < 0 || (sure && spoken.onlyInDatabase())
                  ? Future.succeededFuture(logged)
                  : withRest(logged, row.getString("g_owner"), afterSeq);
            });
  }

  private Future<Chunks> withRest(Chunks logged, String owner, long afterSeq) {
    Generation generation = logged.generation();
    List<Chunk> chunks = Spoken.contiguous(afterSeq, logged.chunks());
    long last = afterSeq + chunks.size();
    boolean known = last <= generation.lastSeq();
    return switch (generation.state()) {
      case QUEUED -> Future.succeededFuture(logged);
      case RUNNING ->
          spoken
              .running(generation, owner, last, known)
              .map(rest -> joined(logged, chunks, rest.chunks(), rest.whole()));
      case COMPLETED, STOPPED, FAILED, INTERRUPTED ->
          logged.whole()
              ? Future.succeededFuture(logged)
              : spoken
                  .ended(generation.id(), last)
                  .map(
                      rest ->
                          joined(logged, chunks, rest, last + rest.size() == generation.lastSeq()));
    };
  }

  private static Chunks joined(Chunks logged, List<Chunk> chunks, List<Chunk> rest, boolean whole) {
    List<Chunk> all = new ArrayList<>(chunks);
    all.addAll(rest);
    Generation generation = logged.generation();
    long last = all.isEmpty() ? generation.lastSeq() : all.getLast().seq();
    return new Chunks(
        GenerationRows.at(generation, Math.max(last, generation.lastSeq())),
        logged.message(),
        all,
        whole);
  }

  private static List<Chunk> chunks(long generationId, Row row) {
    Long[] seqs = row.getArrayOfLongs("seqs");
    Long[] epochs = row.getArrayOfLongs("epochs");
    String[] contents = row.getArrayOfStrings("contents");
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; seqs != null && i < seqs.length; i++) {
      chunks.add(new Chunk(generationId, epochs[i], seqs[i], contents[i]));
    }
    return chunks;
  }

  /** Sequence numbers are unique and ascend, so that their number tells of gaps. */
  private static boolean isWhole(long afterSeq, List<Chunk> chunks, long lastSeq) {
    return afterSeq >= 0
        && afterSeq + chunks.size() == lastSeq
        && (chunks.isEmpty() || chunks.getLast().seq() == lastSeq);
  }
}
