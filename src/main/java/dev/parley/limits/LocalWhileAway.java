package dev.parley.limits;

import dev.parley.protocol.FailureException;
import dev.parley.shared.Outage;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts together with the other nodes, and alone while what they share cannot be reached
 * (LOCAL_WHILE_AWAY): a limit that nobody can count must not keep everybody out.
 */
public final class LocalWhileAway implements RateLimiter {
  private static final Logger LOG = LoggerFactory.getLogger(LocalWhileAway.class);

  private final RateLimiter shared;
  private final RateLimiter local;
  private final Outage outage;

  /**
   * @param name of what is limited, for the log
   */
  public LocalWhileAway(String name, RateLimiter shared, RateLimiter local) {
    this.shared = shared;
    this.local = local;
    this.outage = new Outage(LOG, "The count of " + name, "LOCAL_WHILE_AWAY");
  }

  @Override
  public Future<Decision> take(String key, int permits) {
    return shared
        .take(key, permits)
        .onSuccess(decision -> outage.ended())
        .recover(
            error -> {
              if (!(error instanceof FailureException)) {
                return Future.failedFuture(error);
              }
              outage.began(error);
              return local.take(key, permits);
            });
  }
}
