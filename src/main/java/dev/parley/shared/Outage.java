package dev.parley.shared;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Says once that state which nodes share is away, and once that it is back, however many ask for it
 * meanwhile. Safe to use from any thread.
 */
public final class Outage {
  private final Logger log;
  private final String what;
  private final String policy;
  private final AtomicBoolean away = new AtomicBoolean();

  /**
   * @param what is away, such as "The rate limit of logins"
   * @param policy name of what is done without it
   */
  public Outage(Logger log, String what, String policy) {
    this.log = log;
    this.what = what;
    this.policy = policy;
  }

  public void began(Throwable error) {
    if (away.compareAndSet(false, true)) {
      log.warn("{}, shared by all nodes, is away ({}): {}", what, policy, error.getMessage());
    }
  }

  public void ended() {
    if (away.get() && away.compareAndSet(true, false)) {
      log.info("{}, shared by all nodes, is back", what);
    }
  }
}
