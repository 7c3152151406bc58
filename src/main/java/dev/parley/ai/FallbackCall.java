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

  private final List<Target> chain;
  private final Prompt prompt;
  private int next;
  private boolean spoken;

  FallbackCall(List<Target> chain, Prompt prompt, Provider.Listener listener) {
    super(listener);
    this.chain = chain;
    this.prompt = prompt;
  }

  void begin() {
    Target target = chain.get(next++);
    if (next > 1) {
      listener.answering(target.model());
    }
    listener.asked(target.provider().name(), target.model());
    current.become(target.provider().start(FittedPrompt.of(prompt, target), this));
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
