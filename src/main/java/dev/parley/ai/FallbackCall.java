package dev.parley.ai;

import dev.parley.ai.ModelRouter.Target;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One answer by the first of several that can give it. Once there was text there is no next. */
final class FallbackCall extends Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackCall.class);

  private static final Failure UNFITTED =
      new Failure(ErrorCode.INTERNAL, "The prompt could not be fitted to another model");

  private final List<Target> chain;
  private final Prompt prompt;
  private final Shortening shortening;
  private int next;
  private boolean spoken;

  FallbackCall(
      List<Target> chain, Prompt prompt, Shortening shortening, Provider.Listener listener) {
    super(listener);
    this.chain = chain;
    this.prompt = prompt;
    this.shortening = shortening;
  }

  void begin() {
    Target target = chain.get(next++);
    Prompt fitted = FittedPrompt.of(prompt, target);
    if (next == 1) {
      ask(target, fitted);
      return;
    }
    // It was made for the window of the first.
    shortening
        .fit(fitted, target)
        .onSuccess(
            shortened -> {
              if (!isOver()) {
                listener.answering(target.model());
                if (shortened.leftOut() > 0) {
                  listener.leftOut(shortened.window(), shortened.leftOut());
                }
                ask(target, shortened.prompt());
              }
            })
        .onFailure(
            error -> {
              LOG.error("A prompt cannot be fitted to {}", target.model(), error);
              failed(UNFITTED, false);
            });
  }

  private void ask(Target target, Prompt fitted) {
    listener.asked(target.provider().name(), target.model());
    current.become(target.provider().start(fitted, this));
  }

  /** Is asked of nobody. */
  void refuse(Failure failure) {
    if (!isOver()) {
      super.failed(failure, false);
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
  public void failed(Failure failure, boolean retryable) {
    if (isOver()) {
      return;
    }
    boolean another = failure.code() != ErrorCode.CONTENT_REFUSED && next < chain.size();
    if (another && !spoken) {
      LOG.warn(
          "{} failed, asking {} instead: {}",
          chain.get(next - 1).provider().name(),
          chain.get(next).provider().name(),
          failure.message());
      begin();
    } else {
      super.failed(failure, retryable);
    }
  }
}
