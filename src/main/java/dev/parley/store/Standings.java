package dev.parley.store;

import dev.parley.bus.Usages;
import dev.parley.usage.Standing;
import dev.parley.usage.Standing.Span;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;

/** Reads what a person has used in this day and month, and has under way. */
final class Standings {
  /** By the clock of the database, in UTC; a call belongs to the day on which it began. */
  private static final String READ =
      """
      WITH clock AS (
        SELECT at, at::date AS today, date_trunc('month', at)::date AS first
        FROM (SELECT statement_timestamp() AT TIME ZONE 'UTC' AS at) now),
      spent AS (
        SELECT
          coalesce(sum(requests) FILTER (WHERE day = today), 0)::bigint AS day_requests,
          coalesce(sum(prompt_tokens + completion_tokens) FILTER (WHERE day = today), 0)::bigint
            AS day_tokens,
          coalesce(sum(cost_micros) FILTER (WHERE day = today), 0)::bigint AS day_cost,
          coalesce(sum(requests), 0)::bigint AS month_requests,
          coalesce(sum(prompt_tokens + completion_tokens), 0)::bigint AS month_tokens,
          coalesce(sum(cost_micros), 0)::bigint AS month_cost
        FROM usage_days, clock WHERE user_id = $1 AND day >= first),
      held AS (
        SELECT
          count(*) FILTER (WHERE day = today AND NOT starts_with(id, $3)) AS day_held,
          coalesce(sum(tokens) FILTER (WHERE day = today), 0)::bigint AS day_held_tokens,
          coalesce(sum(cost_micros) FILTER (WHERE day = today), 0)::bigint AS day_held_cost,
          count(*) FILTER (WHERE NOT starts_with(id, $3)) AS month_held,
          coalesce(sum(tokens), 0)::bigint AS month_held_tokens,
          coalesce(sum(cost_micros), 0)::bigint AS month_held_cost
        FROM usage_open, clock
        WHERE user_id = $1 AND day >= first AND expires_at > statement_timestamp()
          AND id IS DISTINCT FROM $2)
      SELECT spent.*, held.*, at AT TIME ZONE 'UTC' AS now,
        (today + 1)::timestamp AT TIME ZONE 'UTC' AS day_ends,
        (first + interval '1 month') AT TIME ZONE 'UTC' AS month_ends
      FROM clock, spent, held
      """;

  private Standings() {}

  /**
   * @param now by the clock of the database
   */
  record Read(Standing standing, Instant now) {}

  /**
   * @param except the id of a call under way that is left out; nullable
   */
  static Future<Read> read(Sql sql, long userId, String except) {
    return sql.first(READ, userId, except, Usages.ASIDE)
        .map(
            row ->
                new Read(
                    new Standing(span(row, "day"), span(row, "month")),
                    row.getOffsetDateTime("now").toInstant()));
  }

  private static Span span(Row row, String window) {
    return new Span(
        row.getLong(window + "_requests"),
        row.getLong(window + "_tokens"),
        row.getLong(window + "_cost"),
        row.getLong(window + "_held"),
        row.getLong(window + "_held_tokens"),
        row.getLong(window + "_held_cost"),
        row.getOffsetDateTime(window + "_ends").toInstant());
  }
}
