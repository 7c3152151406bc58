package dev.parley.ai;

import dev.parley.ai.ModelRouter.Target;
import dev.parley.ai.provider.CurrentCall;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One answer by the first of several that can give it. Once there was text there is no next. */
final class FallbackCall implements Provider.Call, Provider.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackCall.class);

  private static final Failure UNFITTED =
      new Failure(ErrorCode.INTERNAL, "The prompt could not be fitted to another model");

  private final List<Target> chain;
  private final Prompt prompt;
  private final Shortening shortening;
  private final Provider.Listener listener;
  private final CurrentCall current = new CurrentCall();
  private Usage usage;
  private int next;
  private boolean spoken;
  private boolean over;

  FallbackCall(
      List<Target> chain, Prompt prompt, Shortening shortening, Provider.Listener listener) {
    this.chain = chain;
    this.prompt = prompt;
    this.shortening = shortening;
    this.listener = listener;
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
              if (!over) {
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
    if (!over) {
      over = true;
      listener.failed(failure, false);
    }
  }

  @Override
  public void queued(int place) {
    listener.queued(place);
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
  public void usage(Usage counted) {
    usage = counted;
  }

  @Override
  public void completed() {
    end();
    listener.completed();
  }

  @Override
  public void failed(Failure failure, boolean retryable) {
    if (over) {
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
      end();
      listener.failed(failure, retryable);
    }
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

  @Override
  public void pause() {
    current.pause();
  }

  @Override
  public void resume() {
    current.resume();
  }
}
