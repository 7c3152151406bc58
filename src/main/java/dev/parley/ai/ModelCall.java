package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.tool.Asked.Hold;
import dev.parley.bus.Events;
import dev.parley.bus.Generations.Job;
import dev.parley.bus.Usages;
import dev.parley.chat.ContextUse;
import dev.parley.chat.Generation;
import dev.parley.chat.Usage;
import dev.parley.protocol.Failure;
import dev.parley.protocol.ServerEvent;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side of one generation where the model is: it has the prompt made, asks, and passes on what
 * is said until it is cancelled. Used on one event loop.
 */
final class ModelCall implements Provider.Listener {
  // A generation goes by one name in what is logged, whichever of its parts it comes from.
  private static final Logger LOG = LoggerFactory.getLogger(RunningGeneration.class);

  private final Dependencies parts;
  private final Job job;
  private final Generation generation;
  private final Tally tally;
  private final Hold hold;
  private final SpokenText text;
  private final Consumer<Ending> end;
  private final PromptMaking making;

  /** Null before it is made. */
  private Provider.Prompt prompt;

  /** Null before anything could be asked. */
  private Preparation.Prepared prepared;

  /** Null while the model gets the whole conversation. */
  private ContextUse context;

  /** Null before the model is asked. */
  private Provider.Call call;

  /** Who was asked last; null before anybody was. */
  private String provider;

  /** Which one answers; null before it began. */
  private String model;

  private int length;
  private boolean paused;
  private boolean cancelled;

  /**
   * @param hold what tools are called under
   * @param text takes what is said
   * @param end told how it ends by itself, which may be more than once
   */
  ModelCall(
      Dependencies parts, Job job, Tally tally, Hold hold, SpokenText text, Consumer<Ending> end) {
    this.parts = parts;
    this.job = job;
    this.generation = job.generation();
    this.tally = tally;
    this.hold = hold;
    this.text = text;
    this.end = end;
    this.making = new PromptMaking(parts, job, this::ask, end);
  }

  void begin(PromptBuilder prompts, Pictures pictures, Summarizer summarizer) {
    model = prompts.model(generation.model());
    making.begin(model, prompts, pictures, summarizer);
  }

  private void ask(Preparation.Prepared ready) {
    prepared = ready;
    prompt = prepared.prompt();
    context = prepared.context();
    try {
      call = parts.tools().start(parts, prompt, job, hold, this);
    } catch (RuntimeException e) {
      LOG.error("Cannot start generation {}", generation.id(), e);
      end.accept(Ending.NOT_STARTED);
    }
  }

  @Override
  public void asked(String newProvider, String newModel) {
    provider = newProvider;
    Usages.Asked asked =
        new Usages.Asked(
            Usages.id(generation.id()), newProvider, newModel, Tally.promptTokens(prompt));
    parts
        .bus()
        .request(Usages.ASKED, asked)
        .onFailure(
            error -> LOG.warn("Who answers generation {} is not noted", generation.id(), error));
  }

  @Override
  public void queued(int place) {
    parts
        .bus()
        .publish(
            Events.conversation(generation.conversationId()),
            new ServerEvent.Queued(
                generation.conversationId(), generation.messageId(), generation.id(), place));
  }

  @Override
  public void answering(String another) {
    model = another;
  }

  @Override
  public void leftOut(int window, int turns) {
    context = prepared.without(turns, window);
  }

  @Override
  public void text(String more) {
    if (cancelled) {
      return;
    }
    tally.text();
    int room = RunningGeneration.MAX_ANSWER - length;
    if (more.length() > room) {
      text.add(more.substring(0, room));
      end.accept(Ending.TOO_LONG);
      return;
    }
    length += more.length();
    text.add(more);
    if (!paused && call != null && text.waiting() > RunningGeneration.MAX_WAITING) {
      paused = true;
      call.pause();
    }
  }

  /** There is room for more text. */
  void resume() {
    if (paused) {
      paused = false;
      call.resume();
    }
  }

  /** Tools are called before it gets here; what is still wanted then is not called. */
  @Override
  public void toolCall(ToolCall wanted) {}

  @Override
  public void usage(Usage usage) {
    tally.usage(usage);
  }

  @Override
  public void completed() {
    end.accept(Ending.COMPLETED);
  }

  @Override
  public void failed(Failure failure, boolean retryable) {
    end.accept(Ending.failed(failure));
  }

  /** Ends what is under way; not another word is passed on. */
  void cancel() {
    cancelled = true;
    making.cancel();
    if (call != null) {
      call.cancel();
    }
  }

  /** What the prompt showed is needed no more. */
  void close() {
    making.close();
  }

  /** What it used for this content, as told or estimated. */
  Usage usage(String content) {
    return tally.usage(prompt, content);
  }

  /** Null while the model gets the whole conversation. */
  ContextUse context() {
    return context;
  }

  /** Who was asked last; null before anybody was. */
  String provider() {
    return provider;
  }

  /** Which one answers, or was to. */
  String model() {
    return model == null ? generation.model() : model;
  }
}
