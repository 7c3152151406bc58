package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.bus.Address;
import dev.parley.bus.Asking;
import dev.parley.bus.Asking.End;
import dev.parley.bus.Asking.Finish;
import dev.parley.bus.Asking.Heard;
import dev.parley.bus.Asking.Piece;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer for a program, from the wait for a place to the last piece. Whatever happens, it is
 * over once: told to the asker, or because the asker is gone. Used on one event loop.
 */
final class RunningAsk implements Provider.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(RunningAsk.class);
  private static final Failure NOT_STARTED =
      new Failure(ErrorCode.INTERNAL, "The server could not do this");

  /** Characters that may wait for the asker before the provider is told to pause. */
  static final int MAX_WAITING = 64 * 1024;

  private final Dependencies parts;
  private final Provider.Prompt prompt;
  private final String id;
  private final Address<Piece, Heard> asker;
  private final Spending.Account account;
  private final Promise<Void> over = Promise.promise();
  private final TextCleaner cleaner = new TextCleaner();
  private final Tally tally = new Tally(System::nanoTime);
  private final StopText stops;
  private final StringBuilder waiting = new StringBuilder();
  private final StringBuilder told = new StringBuilder();
  private final Integer maxTokens;
  private final List<Asking.ToolCall> wanted = new ArrayList<>();
  private final long beat;
  private final long limit;

  private Provider.Call call;
  private End end;
  private boolean started;
  private boolean telling;

  /** At which it waits; null when it does not. Told with each sign of life. */
  private Integer place;

  private boolean paused;

  RunningAsk(Dependencies parts, Asking.Ask ask, Spending.Account account) {
    this.parts = parts;
    this.account = account;
    this.prompt = AskedPrompt.of(ask, parts.defaultModel());
    this.id = ask.id();
    this.asker = Asking.pieces(ask.asker());
    this.maxTokens = ask.bounds().maxTokens();
    this.stops = new StopText(ask.bounds(), RunningGeneration.MAX_ANSWER);
    this.beat = parts.vertx().setPeriodic(Asking.BEAT_MS, tick -> tell(true));
    this.limit =
        parts
            .vertx()
            .setTimer(
                parts.settings().maxDuration().toMillis(), late -> fail(Ending.TOO_SLOW.failure()));
  }

  /** Completes when nothing is left to do; never fails. */
  Future<Void> over() {
    return over.future();
  }

  /** Whether it has taken a place. */
  boolean started() {
    return started;
  }

  /** It has a place now. */
  void start() {
    started = true;
    try {
      call = parts.provider().start(prompt, this);
      if (end != null) {
        call.cancel();
      }
    } catch (RuntimeException e) {
      LOG.error("Cannot start answer {}", id, e);
      fail(NOT_STARTED);
    }
  }

  /** Nobody waits for it any more. */
  void cancel() {
    if (over.future().isComplete()) {
      return;
    }
    if (end == null) {
      count(GenerationState.STOPPED);
    }
    leave();
  }

  /** Ends it early, and tells the asker why. */
  void fail(Failure failure) {
    end(End.failed(failure), GenerationState.FAILED);
  }

  @Override
  public void asked(String provider, String model) {
    account.asked(provider, model, Tally.promptTokens(prompt));
  }

  @Override
  public void queued(int waitsAt) {
    place = waitsAt == 0 ? null : (Integer) waitsAt;
  }

  @Override
  public void text(String text) {
    if (end != null || over.future().isComplete()) {
      return;
    }
    tally.text();
    say(stops.accept(cleaner.accept(text)));
    if (stops.finish() != null) {
      finish(stops.finish());
      return;
    }
    tell(false);
    if (!paused && call != null && waiting.length() > MAX_WAITING) {
      paused = true;
      call.pause();
    }
  }

  private void say(String text) {
    waiting.append(text);
    told.append(text);
  }

  @Override
  public void toolCall(ToolCall call) {
    wanted.add(new Asking.ToolCall(call.id(), call.name(), call.arguments()));
  }

  @Override
  public void usage(Usage usage) {
    tally.usage(usage);
  }

  @Override
  public void completed() {
    if (end == null) {
      say(stops.accept(cleaner.end()));
      say(stops.end());
      finish(stops.finish() == null ? ending() : stops.finish());
    }
  }

  /** A provider that held the answer to its bound does not say so, but it counts tokens. */
  private Finish ending() {
    if (!wanted.isEmpty()) {
      return Finish.TOOL_CALLS;
    }
    Usage usage = usage();
    boolean bounded = maxTokens != null && !usage.estimated();
    return bounded && usage.completionTokens() >= maxTokens ? Finish.LENGTH : Finish.STOP;
  }

  private Usage usage() {
    return tally.usage(prompt, written());
  }

  /** All that the model wrote, for estimates. */
  private String written() {
    StringBuilder all = new StringBuilder(told);
    wanted.forEach(call -> all.append(call.name()).append(call.arguments()));
    return all.toString();
  }

  @Override
  public void failed(Failure failure, boolean retryable) {
    fail(failure);
  }

  private void finish(Finish why) {
    List<Asking.ToolCall> calls = why == Finish.TOOL_CALLS ? wanted : List.of();
    end(new End(why, usage(), null, calls), GenerationState.COMPLETED);
  }

  private void end(End ending, GenerationState state) {
    if (end != null || over.future().isComplete()) {
      return;
    }
    end = ending;
    count(state);
    hush();
    tell(false);
  }

  private void count(GenerationState state) {
    tally.end();
    Usage usage = started ? usage() : null;
    account.ended(tally.counted(usage, written(), state == GenerationState.FAILED));
    account.sample(
        state, usage, usage == null ? null : tally.metrics(told.toString(), usage, null));
  }

  /** One piece at a time: the next one when the asker has heard this one. */
  private void tell(boolean alive) {
    boolean any = alive || end != null || !waiting.isEmpty();
    if (telling || !any || over.future().isComplete()) {
      return;
    }
    telling = true;
    End last = end;
    Piece piece = new Piece(id, waiting.toString(), last, place);
    waiting.setLength(0);
    parts
        .bus()
        .request(asker, piece, Asking.HEARD_MS)
        .onSuccess(heard -> heard(last != null))
        .onFailure(
            gone -> {
              LOG.info("Nobody waits for answer {}: {}", id, gone.getMessage());
              cancel();
            });
  }

  private void heard(boolean last) {
    telling = false;
    if (last) {
      leave();
      return;
    }
    if (paused && call != null && end == null) {
      paused = false;
      call.resume();
    }
    tell(false);
  }

  private void leave() {
    hush();
    parts.vertx().cancelTimer(beat);
    over.tryComplete();
  }

  private void hush() {
    parts.vertx().cancelTimer(limit);
    if (call != null) {
      call.cancel();
    }
  }
}
