package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.protocol.Failure;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attempts at one answer. Once there was text there is no second attempt. */
final class RetryingCall extends Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(RetryingCall.class);
  private static final Backoff BACKOFF = new Backoff(250, 5_000);

  /**
   * A provider that wants a longer wait is not waited for; the person is told when to come back.
   */
  private static final long LONGEST_WAIT_MS = 10_000;

  private final Vertx vertx;
  private final Provider provider;
  private final int retries;
  private final Provider.Prompt prompt;
  private int attempts;
  private long timer = -1;

  RetryingCall(
      Vertx vertx,
      Provider provider,
      int retries,
      Provider.Prompt prompt,
      Provider.Listener listener) {
    super(listener);
    this.vertx = vertx;
    this.provider = provider;
    this.retries = retries;
    this.prompt = prompt;
  }

  void attempt() {
    timer = -1;
    attempts++;
    current.become(provider.start(prompt, this));
  }

  @Override
  public void failed(Failure failure, boolean retryable) {
    Long asked = failure.retryAfterMs();
    boolean soon = asked == null || asked <= LONGEST_WAIT_MS;
    if (retryable && soon && attempts <= retries) {
      long wait = asked == null ? BACKOFF.millis(attempts - 1) : Math.max(1, asked);
      LOG.info("{} failed, asking again in {} ms: {}", provider.name(), wait, failure.message());
      timer = vertx.setTimer(wait, id -> attempt());
    } else {
      super.failed(failure, retryable);
    }
  }

  @Override
  public void cancel() {
    if (timer != -1) {
      vertx.cancelTimer(timer);
    }
    super.cancel();
  }
}
