package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Relay;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;

/** An answer that may have to wait for its place. */
final class GuardedCall extends Relay {
  static final Failure BUSY =
      new Failure(
          ErrorCode.PROVIDER_UNAVAILABLE, "All places of the AI provider are taken", 2_000L);
  static final Failure LEFT_ALONE =
      new Failure(
          ErrorCode.PROVIDER_UNAVAILABLE,
          "The AI provider failed several times and is tried again later",
          10_000L);

  private final GuardedProvider guard;
  private final Provider.Prompt prompt;
  private boolean running;
  private boolean spoken;
  private boolean over;

  GuardedCall(GuardedProvider guard, Provider.Prompt prompt, Provider.Listener listener) {
    super(listener);
    this.guard = guard;
    this.prompt = prompt;
  }

  /** Has its place now. */
  void run(Provider provider) {
    running = true;
    current.become(provider.start(prompt, this));
  }

  /** Waits for its place, or has it now. */
  void standsAt(int place) {
    if (!over) {
      listener.queued(place);
    }
  }

  /** Gets no place. */
  void refuse(Failure failure) {
    if (!over) {
      over = true;
      listener.failed(failure, true);
    }
  }

  @Override
  public void text(String text) {
    spoken = true;
    super.text(text);
  }

  @Override
  public void toolCall(ToolCall call) {
    spoken = true;
    super.toolCall(call);
  }

  @Override
  public void completed() {
    over = true;
    guard.breaker().succeeded();
    guard.release();
    super.completed();
  }

  @Override
  public void failed(Failure failure, boolean retryable) {
    over = true;
    if (blames(failure, retryable)) {
      guard.breaker().failed();
    } else {
      guard.breaker().left();
    }
    guard.release();
    super.failed(failure, retryable);
  }

  /** A request that was wrong, or content that was refused, says nothing of the provider. */
  private boolean blames(Failure failure, boolean retryable) {
    return failure.code() == ErrorCode.PROVIDER_TIMEOUT
        || (failure.code() == ErrorCode.PROVIDER_UNAVAILABLE && (retryable || spoken));
  }

  @Override
  public void cancel() {
    if (over) {
      return;
    }
    over = true;
    if (running) {
      current.cancel();
      guard.breaker().left();
      guard.release();
    } else {
      guard.forget(this);
    }
  }
}
