package dev.parley.store;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema of a database up to date. */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  /**
   * Runs the migrations that are missing, blocking until they are done. Any number of nodes may
   * start at once: one migrates while the others wait for its lock.
   *
   * @throws FailureException with UNAVAILABLE when the database cannot be reached or migrated
   */
  public static void run(PostgresUrl url) {
    try {
      int applied =
          Flyway.configure(Migrations.class.getClassLoader())
              .dataSource(url.dataSource())
              .locations("classpath:db/migration")
              .load()
              .migrate()
              .migrationsExecuted;
      LOG.info("The schema is up to date; {} migrations were missing", applied);
    } catch (FlywayException e) {
      LOG.error("The schema of {} cannot be brought up to date: {}", url, e.getMessage());
      throw new FailureException(
          ErrorCode.UNAVAILABLE, "The database cannot be reached or its schema is not usable");
    }
  }
}
