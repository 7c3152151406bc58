package dev.parley.store;

import dev.parley.bus.Tools;
import dev.parley.bus.Tools.CallNote;
import dev.parley.bus.Tools.Noted;
import dev.parley.chat.ToolCall;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.function.Function;

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
      SELECT g.id, n.ordinal, n.call_id, n.tool, n.arguments, n.outcome, n.detail, n.result_id,
        CASE WHEN n.arguments IS NOT NULL THEN now() END,
        CASE WHEN n.outcome IS NOT NULL THEN now() END
      FROM g, unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
        $9::bigint[]) AS n (ordinal, call_id, tool, arguments, outcome, detail, result_id)
      ORDER BY n.ordinal
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
    List<CallNote> calls = note.calls();
    if (calls.isEmpty()) {
      throw Refusals.invalid("Of no call there is nothing to note");
    }
    calls.forEach(ToolCallRepository::check);
    return sql.first(
            NOTE,
            note.generationId(),
            note.epoch(),
            calls.stream().map(CallNote::ordinal).toArray(Integer[]::new),
            texts(calls, CallNote::callId),
            texts(calls, CallNote::tool),
            texts(calls, CallNote::arguments),
            texts(calls, call -> call.outcome() == null ? null : call.outcome().name()),
            texts(calls, CallNote::detail),
            calls.stream().map(CallNote::resultId).toArray(Long[]::new))
        .map(
            row -> {
              if (row == null) {
                throw Refusals.conflict("The answer has ended or is somebody else's");
              }
              return new Noted();
            });
  }

  private static void check(CallNote call) {
    if (call.ordinal() < 1 || call.ordinal() > Tools.MAX_CALLS) {
      throw Refusals.invalid("An answer has at most " + Tools.MAX_CALLS + " calls");
    }
    if (isLonger(call.tool(), ToolCall.MAX_NAME)
        || isLonger(call.arguments(), ToolCall.MAX_DETAIL)
        || isLonger(call.detail(), ToolCall.MAX_DETAIL)) {
      throw Refusals.invalid("What is noted of a call is too long");
    }
  }

  private static boolean isLonger(String text, int most) {
    return text != null && text.length() > most;
  }

  private static String[] texts(List<CallNote> calls, Function<CallNote, String> value) {
    return calls.stream()
        .map(value)
        .map(text -> text == null ? null : Texts.storable(text))
        .toArray(String[]::new);
  }
}
