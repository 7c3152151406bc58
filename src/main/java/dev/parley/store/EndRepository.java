package dev.parley.store;

import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Finished;
import dev.parley.chat.Change;
import dev.parley.chat.ContextUse;
import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Sentiment;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/** The ends of generations: each has exactly one. */
final class EndRepository {
  private static final String END_GENERATION =
      """
      UPDATE generations SET state = $4, last_seq = $5, error_code = $6, error = $7,
        owner = NULL, lease_until = NULL, ended_at = statement_timestamp()
      WHERE id = $1 AND state = $2 AND epoch = $3
      RETURNING message_id
      """;

  private static final String END_MESSAGE =
      """
      UPDATE messages SET content = $2, status = $3, model = coalesce($4, model), error_code = $5,
        prompt_tokens = $6, completion_tokens = $7, tokens_estimated = $8,
        ttft_ms = $9, duration_ms = $10, length = $11, tokens_per_second = $12,
        sentiment_label = $13, sentiment_score = $14,
        context_window = $15, context_summarized = $16, context_left_out = $17
      WHERE id = $1
      """;

  private static final String READ_ENDED =
      "SELECT "
          + MessageRows.COLUMNS
          + ", "
          + GenerationRows.COLUMNS
          + " FROM messages m "
          + MessageRows.JOINS
          + " WHERE g.id = $1";

  /**
   * From here on nothing of the old owner is accepted, whenever it was sent. The lease is the
   * reaper's for as long as its request may take: while the database is slow, reapers that fence
   * one another out would never come to an end.
   */
  private static final String FENCE =
      """
      UPDATE generations SET epoch = epoch + 1, owner = NULL,
        lease_until = now() + interval '15 seconds'
      WHERE id = $1 AND state = 'RUNNING' AND lease_until < now()
      RETURNING epoch, stop_requested
      """;

  /** Waits for the appends that began before the fence; later ones see it. */
  private static final String BARRIER = "LOCK TABLE generation_chunks IN SHARE MODE";

  private static final String SAID =
      "SELECT said.content, said.last_seq FROM generations g CROSS JOIN LATERAL "
          + GenerationRows.SAID
          + " WHERE g.id = $1";

  private static final String FIND_STOPPED =
      """
      SELECT epoch FROM generations WHERE id = $1 AND state = 'QUEUED' AND stop_requested
      """;

  private final Pool pool;
  private final Sql sql;
  private final Spoken spoken;
  private final Ledger ledger;

  EndRepository(Pool pool, Spoken spoken, Ledger ledger) {
    this.pool = pool;
    this.ledger = ledger;
    this.sql = new Sql(pool);
    this.spoken = spoken;
  }

  Future<Committed<Finished>> finish(Generations.Finish request) {
    if (!request.state().terminal()) {
      throw Refusals.invalid("state is not a terminal one");
    }
    return end(GenerationState.RUNNING, request);
  }

  private Future<Committed<Finished>> end(GenerationState from, Generations.Finish end) {
    return Sql.transaction(
            pool,
            tx ->
                LockedConversation.byGeneration(tx, null, end.generationId())
                    .compose(
                        locked ->
                            end(locked, from, end)
                                .compose(applied -> settled(tx, end, applied))
                                .compose(applied -> locked.commit(new Finished(applied)))))
        .recover(error -> isNotFound(error) ? settledAlone(end) : Future.failedFuture(error));
  }

  private Future<Boolean> settled(Sql tx, Generations.Finish end, boolean applied) {
    return applied ? ledger.settle(tx, end).map(true) : Future.succeededFuture(false);
  }

  /** The conversation is gone, but what was asked for it counts. */
  private Future<Committed<Finished>> settledAlone(Generations.Finish end) {
    return Sql.transaction(pool, tx -> ledger.settle(tx, end))
        .map(settled -> Committed.silently(new Finished(false)));
  }

  private static boolean isNotFound(Throwable error) {
    return error instanceof FailureException refusal
        && refusal.failure().code() == ErrorCode.NOT_FOUND;
  }

  /** False when the generation is no longer in that state and epoch. */
  static Future<Boolean> end(
      LockedConversation locked, GenerationState from, Generations.Finish end) {
    Sql tx = locked.sql();
    return tx.first(
            END_GENERATION,
            end.generationId(),
            from.name(),
            end.epoch(),
            end.state().name(),
            end.lastSeq(),
            end.errorCode(),
            end.error())
        .compose(
            row ->
                row == null
                    ? Future.succeededFuture(false)
                    : write(tx, row.getLong("message_id"), end)
                        .compose(written -> tx.first(READ_ENDED, end.generationId()))
                        .map(
                            ended -> {
                              locked.add(
                                  new Change.GenerationFinished(
                                      GenerationRows.read(ended), MessageRows.read(ended)));
                              return true;
                            }));
  }

  private static Future<?> write(Sql tx, long messageId, Generations.Finish end) {
    Optional<Usage> usage = Optional.ofNullable(end.usage());
    Optional<GenerationMetrics> metrics = Optional.ofNullable(end.metrics());
    return tx.query(
        END_MESSAGE,
        messageId,
        Texts.storable(end.content()),
        end.state().messageStatus().name(),
        end.model(),
        end.errorCode(),
        usage.map(Usage::promptTokens).orElse(null),
        usage.map(Usage::completionTokens).orElse(null),
        usage.map(Usage::estimated).orElse(null),
        metrics.map(GenerationMetrics::ttftMs).orElse(null),
        metrics.map(GenerationMetrics::durationMs).orElse(null),
        metrics.map(GenerationMetrics::length).orElse(null),
        metrics.map(GenerationMetrics::tokensPerSecond).orElse(null),
        metrics.map(GenerationMetrics::sentiment).map(Sentiment::label).orElse(null),
        metrics.map(GenerationMetrics::sentiment).map(Sentiment::score).orElse(null),
        metrics.map(GenerationMetrics::context).map(ContextUse::window).orElse(null),
        metrics.map(GenerationMetrics::context).map(ContextUse::summarized).orElse(null),
        metrics.map(GenerationMetrics::context).map(ContextUse::leftOut).orElse(null));
  }

  /** Ends a generation that was to be stopped before anybody claimed it. */
  Future<Committed<Finished>> endUnclaimed(long generationId) {
    return sql.first(FIND_STOPPED, generationId)
        .compose(
            row ->
                row == null
                    ? Future.succeededFuture(Committed.silently(new Finished(false)))
                    : end(GenerationState.QUEUED, unstarted(generationId, row.getLong("epoch"))));
  }

  /** Ends a generation that nobody is there to claim. */
  Future<Committed<Finished>> failUnclaimed(long generationId, long epoch) {
    return end(
        GenerationState.QUEUED,
        new Generations.Finish(
            generationId,
            epoch,
            GenerationState.FAILED,
            "",
            0,
            null,
            null,
            null,
            ErrorCode.PROVIDER_UNAVAILABLE.name(),
            "Nothing here answers at the moment"));
  }

  static Generations.Finish unstarted(long generationId, long epoch) {
    return new Generations.Finish(
        generationId, epoch, GenerationState.STOPPED, "", 0, null, null, null, null, null);
  }

  Future<Committed<Finished>> reap(Generations.Reap request) {
    long id = request.generationId();
    return sql.first(FENCE, id)
        .compose(
            fenced ->
                fenced == null
                    ? Future.succeededFuture(Committed.silently(new Finished(false)))
                    : Sql.transaction(pool, tx -> tx.query(BARRIER))
                        .compose(passed -> sql.first(SAID, id))
                        .compose(said -> interrupted(id, fenced, said))
                        .compose(end -> end(GenerationState.RUNNING, end)));
  }

  /** The database takes nothing more of the old owner by now, and then the fast log neither. */
  private Future<Generations.Finish> interrupted(long id, Row fenced, Row said) {
    String content = said == null ? "" : said.getString("content");
    long last = said == null ? 0 : said.getLong("last_seq");
    return spoken
        .sealed(id, fenced.getLong("epoch"), last)
        .map(rest -> interrupted(id, fenced, content + rest.text(), rest.lastSeq(last)));
  }

  private static Generations.Finish interrupted(long id, Row fenced, String content, long lastSeq) {
    return new Generations.Finish(
        id,
        fenced.getLong("epoch"),
        fenced.getBoolean("stop_requested") ? GenerationState.STOPPED : GenerationState.INTERRUPTED,
        content,
        lastSeq,
        null,
        null,
        null,
        null,
        null);
  }
}
