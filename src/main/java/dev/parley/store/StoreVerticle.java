package dev.parley.store;

import dev.parley.bus.Bus;
import dev.parley.usage.Terms;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves everything that is kept in PostgreSQL. A command is committed, then published, then
 * answered.
 */
public final class StoreVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(StoreVerticle.class);
  private static final long CLEAN_UP_MS = 60_000;
  private static final long UNCLAIMED_MS = 5_000;

  private final PgConnectOptions options;
  private final int poolSize;
  private final FastLog fast;
  private final Terms terms;
  private Serving serve;
  private Pool pool;

  /**
   * @param options of a database with a schema that is up to date, see {@link Migrations}
   * @param poolSize connections, shared by all instances of a Vert.x
   */
  public StoreVerticle(PgConnectOptions options, int poolSize) {
    this(options, poolSize, null);
  }

  /**
   * @param fast where running generations begin to be logged; null when that is the database
   */
  public StoreVerticle(PgConnectOptions options, int poolSize, FastLog fast) {
    this(options, poolSize, fast, Terms.FREE);
  }

  /**
   * @param terms on which models are used, the same on all nodes
   */
  public StoreVerticle(PgConnectOptions options, int poolSize, FastLog fast, Terms terms) {
    this.terms = terms;
    this.options = options;
    this.poolSize = poolSize;
    this.fast = fast;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    serve = new Serving(bus);
    pool = StorePool.create(vertx, options, poolSize);
    Spoken spoken = new Spoken(fast, bus, pool);
    Accounting accounting = new Accounting(pool, terms);
    EndRepository ends = new EndRepository(pool, spoken, accounting.ledger());
    new StoreAddresses(vertx, serve, pool, ends, spoken, accounting).serve();
    CleanUp cleanUp = new CleanUp(pool);
    vertx.setPeriodic(CLEAN_UP_MS, tick -> logFailure(cleanUp.run()));
    vertx.setPeriodic(CLEAN_UP_MS, tick -> logFailure(accounting.cleanUp()));
    Unclaimed unclaimed = new Unclaimed(pool, ends, bus);
    vertx.setPeriodic(UNCLAIMED_MS, tick -> logFailure(unclaimed.end(serve::publish)));
    return serve.registered();
  }

  private static void logFailure(Future<?> cleaned) {
    cleaned.onFailure(error -> LOG.warn("Cleaning up failed: {}", error.toString()));
  }

  @Override
  public Future<?> stop() {
    return serve.stop().eventually(() -> pool.close());
  }
}
