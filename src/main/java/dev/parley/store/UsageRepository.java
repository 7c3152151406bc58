package dev.parley.store;

import dev.parley.bus.Usages;
import dev.parley.bus.Usages.Day;
import dev.parley.bus.Usages.Line;
import dev.parley.bus.Usages.Own;
import dev.parley.bus.Usages.Page;
import dev.parley.bus.Usages.ReadAll;
import dev.parley.bus.Usages.ReadOwn;
import dev.parley.usage.Amount;
import dev.parley.usage.Limits;
import dev.parley.usage.Terms;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Reads what models were used for. */
final class UsageRepository {
  private static final int MAX_PAGE = 200;

  private static final String SUMS =
      """
      sum(requests)::bigint AS requests, sum(prompt_tokens)::bigint AS prompt_tokens,
        sum(completion_tokens)::bigint AS completion_tokens,
        sum(cost_micros)::bigint AS cost_micros, sum(estimated)::bigint AS estimated,
        sum(unpriced)::bigint AS unpriced
      """;

  private static final String RANGE =
      """
      SELECT coalesce($1, date_trunc('month', today)::date) AS first, coalesce($2, today) AS last,
        today, date_trunc('month', today)::date AS month, u.login
      FROM (SELECT (statement_timestamp() AT TIME ZONE 'UTC')::date AS today) clock
      LEFT JOIN users u ON u.id = $3
      """;

  private static final String OWN =
      """
      SELECT * FROM usage_days WHERE user_id = $1 AND day BETWEEN $2 AND $3
      ORDER BY day DESC, provider, model
      """;

  private static final String TOTAL =
      "SELECT " + SUMS + " FROM usage_days WHERE user_id = $1 AND day >= $2";

  private static final String WITHIN =
      " FROM usage_days WHERE day BETWEEN $1 AND $2 AND ($3::bigint IS NULL OR user_id = $3) ";

  private static final String BY_USER =
      "SELECT s.*, u.login, u.name FROM (SELECT user_id, "
          + SUMS
          + WITHIN
          + """
          AND ($4::text IS NULL OR user_id > $4::text::bigint)
          GROUP BY user_id ORDER BY user_id LIMIT $5) s
          LEFT JOIN users u ON u.id = s.user_id ORDER BY s.user_id
          """;

  private static final String BY_MODEL =
      "SELECT provider, model, "
          + SUMS
          + WITHIN
          + """
          AND ($4::text IS NULL OR provider || '/' || model > $4)
          GROUP BY provider, model ORDER BY provider || '/' || model LIMIT $5
          """;

  private static final String BY_DAY =
      "SELECT day, "
          + SUMS
          + WITHIN
          + "AND ($4::text IS NULL OR day < $4::text::date) GROUP BY day ORDER BY day DESC LIMIT"
          + " $5";

  private final Sql sql;
  private final Terms terms;

  UsageRepository(Pool pool, Terms terms) {
    this.sql = new Sql(pool);
    this.terms = terms;
  }

  private record Range(LocalDate from, LocalDate to, LocalDate today, LocalDate month, Limits of) {}

  private Future<Range> range(LocalDate from, LocalDate to, Long userId) {
    return sql.first(RANGE, from, to, userId)
        .map(
            row -> {
              LocalDate first = row.getLocalDate("first");
              LocalDate last = row.getLocalDate("last");
              if (last.isBefore(first)) {
                throw Refusals.invalid("from must not be after to");
              }
              if (ChronoUnit.DAYS.between(first, last) >= Usages.MAX_DAYS) {
                throw Refusals.invalid("from and to must be within " + Usages.MAX_DAYS + " days");
              }
              return new Range(
                  first,
                  last,
                  row.getLocalDate("today"),
                  row.getLocalDate("month"),
                  terms.quotas().of(row.getString("login")));
            });
  }

  Future<Own> own(ReadOwn request) {
    long userId = request.userId();
    return range(request.from(), request.to(), userId)
        .compose(
            range ->
                Future.all(
                        sql.query(OWN, userId, range.from(), range.to()),
                        sql.first(TOTAL, userId, range.today()),
                        sql.first(TOTAL, userId, range.month()),
                        Standings.read(sql, userId, null))
                    .map(
                        read -> {
                          List<Day> days = new ArrayList<>();
                          read.<Iterable<Row>>resultAt(0).forEach(row -> days.add(day(row)));
                          return new Own(
                              terms.prices().currency(),
                              range.from(),
                              range.to(),
                              days,
                              amount(read.resultAt(1)),
                              amount(read.resultAt(2)),
                              read.<Standings.Read>resultAt(3).standing().against(range.of()));
                        }));
  }

  Future<Page> all(ReadAll request) {
    int limit = Math.clamp(request.limit(), 1, MAX_PAGE);
    String statement =
        switch (request.by()) {
          case USER -> BY_USER;
          case MODEL -> BY_MODEL;
          case DAY -> BY_DAY;
        };
    return range(request.from(), request.to(), request.userId())
        .compose(
            range ->
                sql.query(
                        statement,
                        range.from(),
                        range.to(),
                        request.userId(),
                        request.after(),
                        limit + 1)
                    .map(
                        rows -> {
                          List<Line> lines = new ArrayList<>();
                          rows.forEach(row -> lines.add(line(request.by(), row)));
                          return page(request.by(), range, lines, limit);
                        }));
  }

  private Page page(Usages.By by, Range range, List<Line> lines, int limit) {
    boolean more = lines.size() > limit;
    List<Line> shown = more ? List.copyOf(lines.subList(0, limit)) : lines;
    String cursor = more ? cursor(by, shown.getLast()) : null;
    return new Page(terms.prices().currency(), range.from(), range.to(), shown, cursor);
  }

  private static String cursor(Usages.By by, Line last) {
    return switch (by) {
      case USER -> String.valueOf(last.userId());
      case MODEL -> last.provider() + "/" + last.model();
      case DAY -> last.day().toString();
    };
  }

  private static Line line(Usages.By by, Row row) {
    Amount amount = amount(row);
    return switch (by) {
      case USER ->
          new Line(
              row.getLong("user_id"),
              row.getString("login"),
              row.getString("name"),
              null,
              null,
              null,
              amount);
      case MODEL ->
          new Line(
              null, null, null, row.getString("provider"), row.getString("model"), null, amount);
      case DAY -> new Line(null, null, null, null, null, row.getLocalDate("day"), amount);
    };
  }

  private static Day day(Row row) {
    return new Day(
        row.getLocalDate("day"), row.getString("provider"), row.getString("model"), amount(row));
  }

  /** Sums of nothing are null. */
  private static Amount amount(Row row) {
    return row.getLong("requests") == null
        ? Amount.NOTHING
        : new Amount(
            row.getLong("requests"),
            row.getLong("prompt_tokens"),
            row.getLong("completion_tokens"),
            row.getLong("cost_micros"),
            row.getLong("estimated"),
            row.getLong("unpriced"));
  }
}
