package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.bus.Ai;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer as a whole, for somebody who waits for it. Where a schema is only a wish, which it is
 * here, a model that refuses it is asked once more without. Used on one event loop.
 */
final class Completion implements Provider.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

  private static final Failure CANCELLED =
      new Failure(ErrorCode.UNAVAILABLE, "The answer was cancelled");

  private final Dependencies parts;
  private Provider.Prompt prompt;
  private final int maxCharacters;
  private final long longestMs;
  private final Spending.Account account;
  private final Promise<Ai.Completed> end = Promise.promise();
  private final Throwable cancelled = CANCELLED.asException();
  private final StringBuilder content = new StringBuilder();
  private final TextCleaner cleaner = new TextCleaner();
  private final Tally tally = new Tally(System::nanoTime);
  private Provider.Call call;
  private boolean failed;

  /**
   * @param longestMs from the start to the end, milliseconds
   * @param account opened already; its end is told from here
   */
  Completion(
      Dependencies parts,
      Provider.Prompt prompt,
      int maxCharacters,
      long longestMs,
      Spending.Account account) {
    this.account = account;
    this.parts = parts;
    this.prompt = prompt;
    this.maxCharacters = maxCharacters;
    this.longestMs = longestMs;
  }

  /** Has the account admitted where the caller has not; before it runs. */
  Future<?> admit() {
    return account.admit(Tally.promptTokens(prompt), Duration.ofMillis(longestMs));
  }

  Future<Ai.Completed> run() {
    long bound = Math.min(longestMs, parts.settings().maxDuration().toMillis());
    long timer =
        parts
            .vertx()
            .setTimer(bound, fired -> end.tryFail(Ending.TOO_SLOW.failure().asException()));
    call = parts.provider().start(prompt, this);
    return end.future()
        .onComplete(
            ended -> {
              parts.vertx().cancelTimer(timer);
              call.cancel();
              count(ended.succeeded());
            });
  }

  private void count(boolean completed) {
    tally.end();
    String text = content.toString();
    Usage usage = tally.usage(prompt, text);
    account.ended(tally.counted(usage, text, failed));
    GenerationState state =
        completed
            ? GenerationState.COMPLETED
            : failed ? GenerationState.FAILED : GenerationState.STOPPED;
    account.sample(state, usage, tally.metrics(text, usage, null));
  }

  /** Whether it was cancelled before it ended. */
  boolean cancelled() {
    return end.future().failed() && end.future().cause() == cancelled;
  }

  void cancel() {
    end.tryFail(cancelled);
  }

  @Override
  public void asked(String provider, String model) {
    account.asked(provider, model, Tally.promptTokens(prompt));
  }

  @Override
  public void text(String text) {
    tally.text();
    content.append(cleaner.accept(text));
    if (content.length() > maxCharacters) {
      boolean insidePair = Character.isHighSurrogate(content.charAt(maxCharacters - 1));
      content.setLength(insidePair ? maxCharacters - 1 : maxCharacters);
      succeed();
    }
  }

  /** None comes, because no tool is offered. */
  @Override
  public void toolCall(ToolCall wanted) {}

  @Override
  public void usage(Usage usage) {
    tally.usage(usage);
  }

  @Override
  public void completed() {
    content.append(cleaner.end());
    succeed();
  }

  private void succeed() {
    String text = content.toString();
    end.tryComplete(new Ai.Completed(text, tally.usage(prompt, text)));
  }

  @Override
  public void failed(Failure failure, boolean retryable) {
    if (mayLackSchemas(failure, retryable)) {
      LOG.info("{} is asked again without a schema: {}", prompt.model(), failure.message());
      prompt = prompt.withOptions(prompt.options().withoutSchema());
      call = parts.provider().start(prompt, this);
      return;
    }
    failed = true;
    end.tryFail(failure.asException());
  }

  /** Many servers refuse a request with one, for models or altogether. */
  private boolean mayLackSchemas(Failure failure, boolean retryable) {
    return prompt.options().schema() != null
        && content.isEmpty()
        && !retryable
        && failure.code() == ErrorCode.PROVIDER_UNAVAILABLE
        && !end.future().isComplete();
  }
}
