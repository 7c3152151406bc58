package dev.parley.store;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;

/** Connections to the database. */
public final class StorePool {
  /** Longest run of a statement, milliseconds; the server ends it. */
  private static final String STATEMENT_TIMEOUT_MS = "10000";

  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int WAIT_S = 5;

  /** Requests that wait for a connection; more are refused with UNAVAILABLE. */
  private static final int MAX_WAITING = 2_000;

  private static final int MAX_STATEMENT = 8_192;

  private StorePool() {}

  /** All store verticles of a Vert.x share one pool for the same database. */
  static Pool create(Vertx vertx, PgConnectOptions options, int size) {
    PoolOptions pool =
        new PoolOptions()
            .setMaxSize(size)
            .setMaxWaitQueueSize(MAX_WAITING)
            .setConnectionTimeout(WAIT_S)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS)
            .setShared(true)
            .setName(
                "parley-store-"
                    + options.getHost()
                    + ":"
                    + options.getPort()
                    + "/"
                    + options.getDatabase());
    return PgBuilder.pool()
        .with(pool)
        .with(transport())
        .connectingTo(bounded(options))
        .using(vertx)
        .build();
  }

  /** How any client of the store's database connects. */
  public static NetClientOptions transport() {
    return new NetClientOptions()
        .setConnectTimeout(CONNECT_TIMEOUT_MS)
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true);
  }

  /** The options with all that bounds a connection, for any client of the store's database. */
  public static PgConnectOptions bounded(PgConnectOptions options) {
    PgConnectOptions bounded = new PgConnectOptions(options);
    bounded.setCachePreparedStatements(true);
    bounded.setPreparedStatementCacheSqlLimit(MAX_STATEMENT);
    bounded.addProperty("application_name", "parley");
    bounded.addProperty("statement_timeout", STATEMENT_TIMEOUT_MS);
    // Every statement has an index for what it looks for. A plan that was made while a table was
    // small must not stay when it has grown.
    bounded.addProperty("enable_seqscan", "off");
    bounded.addProperty("jit", "off");
    // Such as that a word is too long to be found, for each message that has one.
    bounded.addProperty("client_min_messages", "warning");
    bounded.addProperty("idle_in_transaction_session_timeout", STATEMENT_TIMEOUT_MS);
    return bounded;
  }
}
