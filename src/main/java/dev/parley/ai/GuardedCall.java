package dev.parley.ai;

import dev.parley.ai.provider.CurrentCall;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;

/** An answer that may have to wait for its place. */
final class GuardedCall implements Provider.Call, Provider.Listener {
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
  private final Provider.Listener listener;
  private final CurrentCall current = new CurrentCall();
  private boolean running;
  private boolean spoken;
  private boolean over;

  GuardedCall(GuardedProvider guard, Provider.Prompt prompt, Provider.Listener listener) {
    this.guard = guard;
    this.prompt = prompt;
    this.listener = listener;
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
    listener.text(text);
  }

  @Override
  public void toolCall(ToolCall call) {
    spoken = true;
    listener.toolCall(call);
  }

  @Override
  public void usage(Usage usage) {
    listener.usage(usage);
  }

  @Override
  public void completed() {
    over = true;
    guard.breaker().succeeded();
    guard.release();
    listener.completed();
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
    listener.failed(failure, retryable);
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

  @Override
  public void pause() {
    current.pause();
  }

  @Override
  public void resume() {
    current.resume();
  }
}
