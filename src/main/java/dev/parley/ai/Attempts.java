package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Relay;
import dev.parley.chat.Usage;
import dev.parley.protocol.Failure;

/** Several attempts at one answer, which end once. Only then is told what they used. */
abstract class Attempts extends Relay {
  private Usage usage;
  private boolean over;

  Attempts(Provider.Listener listener) {
    super(listener);
  }

  boolean isOver() {
    return over;
  }

  @Override
  public void usage(Usage counted) {
    usage = counted;
  }

  @Override
  public void completed() {
    end();
    listener.completed();
  }

  /** There is no further attempt. */
  @Override
  public void failed(Failure failure, boolean retryable) {
    end();
    listener.failed(failure, retryable);
  }

  private void end() {
    over = true;
    if (usage != null) {
      listener.usage(usage);
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      current.cancel();
    }
  }
}
