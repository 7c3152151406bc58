package dev.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.function.Function;

/** Statements with their parameters, on a pool or within a transaction. */
record Sql(SqlClient client) {
  Future<RowSet<Row>> query(String sql, Object... parameters) {
    return client.preparedQuery(sql).execute(Tuple.wrap(Arrays.asList(parameters)));
  }

  /** The first row, or null. */
  Future<Row> first(String sql, Object... parameters) {
    return query(sql, parameters).map(Sql::first);
  }

  static Row first(RowSet<Row> rows) {
    RowIterator<Row> iterator = rows.iterator();
    return iterator.hasNext() ? iterator.next() : null;
  }

  /** Commits when the work succeeds, rolls back when it fails. */
  static <T> Future<T> transaction(Pool pool, Function<Sql, Future<T>> work) {
    return pool.withTransaction(
        connection ->
            // What the work throws must become a failure, or the transaction would stay open.
            Future.succeededFuture(new Sql(connection)).compose(work));
  }

  /** As the driver wants it; null stays null. */
  static Object timestamp(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
