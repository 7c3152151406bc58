package dev.parley.ai.provider;

import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.chat.Usage;
import dev.parley.protocol.Failure;

/**
 * A call that stands between another one and its listener, and passes everything on. What extends
 * it says only what it does otherwise.
 */
public abstract class Relay implements Provider.Call, Provider.Listener {
  protected final Provider.Listener listener;

  /** The one it listens to. */
  protected final CurrentCall current = new CurrentCall();

  protected Relay(Provider.Listener listener) {
    this.listener = listener;
  }

  @Override
  public void asked(String provider, String model) {
    listener.asked(provider, model);
  }

  @Override
  public void answering(String model) {
    listener.answering(model);
  }

  @Override
  public void leftOut(int window, int turns) {
    listener.leftOut(window, turns);
  }

  @Override
  public void queued(int place) {
    listener.queued(place);
  }

  @Override
  public void text(String text) {
    listener.text(text);
  }

  @Override
  public void toolCall(ToolCall call) {
    listener.toolCall(call);
  }

  @Override
  public void usage(Usage usage) {
    listener.usage(usage);
  }

  @Override
  public void completed() {
    listener.completed();
  }

  @Override
  public void failed(Failure failure, boolean retryable) {
    listener.failed(failure, retryable);
  }

  @Override
  public void cancel() {
    current.cancel();
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
