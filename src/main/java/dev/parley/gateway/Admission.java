package dev.parley.gateway;

import dev.parley.auth.Identity;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** How a connection comes to know who is speaking. */
sealed interface Admission {
  /** The first frame says so, within ten seconds. */
  record ByFirstFrame() implements Admission {}

  /** The request that opened it said so; what it leads to is asked for once it is open. */
  record ByRequest(Supplier<Future<Identity>> who) implements Admission {}
}
