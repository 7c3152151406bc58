package dev.parley.app;

import dev.parley.config.Config;
import dev.parley.config.Role;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** What a process is put together from. Methods are called once each, and may block. */
interface Parts {
  /**
   * Reaches the database, or starts the embedded one where no URL is configured, and brings its
   * schema up to date. What it returns is closed after all verticles have stopped.
   */
  AutoCloseable openDatabase(Config config) throws Exception;

  /** Starts the event loops, as a node of the cluster where that is configured. */
  Vertx startVertx(Config config) throws Exception;

  /** Ends what the verticles shared, after all of them and before the event loops. */
  default void disconnect() {}

  /** Makes what says how this process is, where no gateway does. */
  Deployable health(Config config);

  /** Makes the verticles of a role, as many as are asked for. */
  Supplier<? extends Deployable> verticles(Role role, Vertx vertx, Config config) throws Exception;
}
