package dev.parley.store;

import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.function.Consumer;

/**
 * Ends answers that nobody will write, because no ai node runs. While there is one, what is queued
 * waits for its turn, however long that takes. Any number of nodes may do it.
 */
final class Unclaimed {
  private static final String FIND =
      """
      SELECT id, epoch FROM generations
      WHERE state = 'QUEUED' AND created_at < now() - interval '30 seconds'
      ORDER BY id LIMIT 100
      """;

  private final Sql sql;
  private final EndRepository ends;
  private final Bus bus;

  Unclaimed(Pool pool, EndRepository ends, Bus bus) {
    this.sql = new Sql(pool);
    this.ends = ends;
    this.bus = bus;
  }

  /**
   * @param published gets what is to be told of each end
   */
  Future<Void> end(Consumer<Publication> published) {
    return sql.query(FIND)
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture()
                    : isAiAway().compose(away -> away ? endAll(rows, published) : done()));
  }

  private Future<Boolean> isAiAway() {
    return bus.request(Ai.MODELS, new Ai.ListModels())
        .map(false)
        .recover(
            error ->
                error instanceof FailureException refusal
                        && refusal.failure().code() == ErrorCode.UNAVAILABLE
                    ? Future.succeededFuture(true)
                    : Future.failedFuture(error));
  }

  private Future<Void> endAll(Iterable<Row> rows, Consumer<Publication> published) {
    Future<Void> all = done();
    for (Row row : rows) {
      all =
          all.compose(before -> ends.failUnclaimed(row.getLong("id"), row.getLong("epoch")))
              .map(
                  ended -> {
                    ended.publications().forEach(published);
                    return null;
                  });
    }
    return all;
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }
}
