package dev.parley.store;

import dev.parley.bus.Tools;
import dev.parley.bus.Tools.Noted;
import dev.parley.chat.ToolCall;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/** Which tools were called for an answer. It goes with the answer. */
final class ToolCallRepository {
  /**
   * The generation is held until this is written, so that its end, and whoever ends it for a lost
   * owner, comes after it or before it. What is known of a call stays, so that notes may be lost,
   * come twice, or late.
   */
  private static final String NOTE =
      """
      WITH g AS (
        SELECT id FROM generations
        WHERE id = $1 AND epoch = $2 AND state = 'RUNNING' FOR SHARE)
      INSERT INTO tool_calls AS t (generation_id, ordinal, call_id, tool, arguments, outcome,
        detail, result_id, started_at, ended_at)
      SELECT g.id, $3, $4, $5, $6, $7, $8, $9,
        CASE WHEN $6::text IS NOT NULL THEN now() END,
        CASE WHEN $7::text IS NOT NULL THEN now() END
      FROM g
      ON CONFLICT (generation_id, ordinal) DO UPDATE SET
        arguments = coalesce(t.arguments, excluded.arguments),
        outcome = coalesce(t.outcome, excluded.outcome),
        detail = coalesce(t.detail, excluded.detail),
        result_id = coalesce(t.result_id, excluded.result_id),
        started_at = coalesce(t.started_at, excluded.started_at),
        ended_at = coalesce(t.ended_at, excluded.ended_at)
      RETURNING t.ordinal
      """;

  private final Sql sql;

  ToolCallRepository(Pool pool) {
    this.sql = new Sql(pool);
  }

  Future<Noted> note(Tools.Note note) {
    check(note);
    return sql.first(
            NOTE,
            note.generationId(),
            note.epoch(),
            note.ordinal(),
            note.callId(),
            Texts.storable(note.tool()),
            storable(note.arguments()),
            note.outcome() == null ? null : note.outcome().name(),
            storable(note.detail()),
            note.resultId())
        .map(
            row -> {
              if (row == null) {
                throw Refusals.conflict("The answer has ended or is somebody else's");
              }
              return new Noted();
            });
  }

  private static void check(Tools.Note note) {
    if (note.ordinal() < 1 || note.ordinal() > Tools.MAX_CALLS) {
      throw Refusals.invalid("An answer has at most " + Tools.MAX_CALLS + " calls");
    }
    if (isLonger(note.tool(), ToolCall.MAX_NAME)
        || isLonger(note.arguments(), ToolCall.MAX_DETAIL)
        || isLonger(note.detail(), ToolCall.MAX_DETAIL)) {
      throw Refusals.invalid("What is noted of a call is too long");
    }
  }

  private static boolean isLonger(String text, int most) {
    return text != null && text.length() > most;
  }

  private static String storable(String text) {
    return text == null ? null : Texts.storable(text);
  }
}
