package dev.parley.ai.provider;

import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.chat.Usage;
import dev.parley.protocol.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a provider tells. A call against the contract shows in {@link #faults}. */
public class Heard implements Provider.Listener {
  /**
   * How an answer ended.
   *
   * @param failure null when it was completed
   */
  public record End(Failure failure, boolean retryable, String text, Usage usage) {}

  private final List<String> texts = new ArrayList<>();
  private final List<ToolCall> toolCalls = new ArrayList<>();
  private final List<String> answering = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Promise<End> end = Promise.promise();
  private final Promise<Void> first = Promise.promise();
  private Usage usage;

  @Override
  public synchronized void answering(String model) {
    check("answering", texts.isEmpty());
    answering.add(model);
  }

  @Override
  public synchronized void leftOut(int window, int turns) {
    check("leftOut", texts.isEmpty());
    leftOut.add(window + ": " + turns);
  }

  @Override
  public synchronized void text(String text) {
    check("text", usage == null && toolCalls.isEmpty() && !text.isEmpty());
    texts.add(text);
    first.tryComplete();
  }

  @Override
  public synchronized void toolCall(ToolCall call) {
    check("toolCall", usage == null);
    toolCalls.add(call);
  }

  @Override
  public synchronized void usage(Usage counted) {
    check("usage", usage == null);
    usage = counted;
  }

  @Override
  public synchronized void completed() {
    check("completed", true);
    end.tryComplete(new End(null, false, whole(), usage));
  }

  @Override
  public synchronized void failed(Failure failure, boolean retryable) {
    check("failed", true);
    end.tryComplete(new End(failure, retryable, whole(), usage));
  }

  private void check(String event, boolean allowed) {
    if (!allowed || end.future().isComplete()) {
      faults.add(event + " against the contract");
    }
  }

  /** The texts so far, each as it came. */
  public synchronized List<String> texts() {
    return List.copyOf(texts);
  }

  /** What the model wanted so far, in its order. */
  public synchronized List<ToolCall> toolCalls() {
    return List.copyOf(toolCalls);
  }

  /** The models that answered in place of the one that was asked. */
  public synchronized List<String> answering() {
    return List.copyOf(answering);
  }

  /** The windows for which turns were left out, and how many. */
  public synchronized List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  public synchronized String whole() {
    return String.join("", texts);
  }

  public synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  public Future<Void> first() {
    return first.future();
  }

  public Future<End> end() {
    return end.future();
  }
}
