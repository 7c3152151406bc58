package dev.parley.ai;

import dev.parley.ai.tool.Asked.Hold;
import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Finish;
import dev.parley.bus.Generations.Held;
import dev.parley.bus.Generations.Job;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.MessageType;
import dev.parley.chat.Sentiment;
import dev.parley.chat.Usage;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generation that this node has claimed: spoken, flushed to the log, finished in the store.
 * Whatever happens, it is over once; one that was lost to another owner is so without another word.
 * Its parts: {@link ModelCall} asks the model, and {@link SpokenText} brings what it says to the
 * log and to people. Used on one event loop.
 */
final class OwnedGeneration implements SpokenText.Owner, Hold {
  // A generation goes by one name in what is logged, whichever of its parts it comes from.
  private static final Logger LOG = LoggerFactory.getLogger(RunningGeneration.class);

  /** How long the last text may take to reach the log. */
  private static final long FLUSH_MS = 10_000;

  private static final long NO_TIMER = -1;

  private enum Phase {
    SPEAKING,
    FLUSHING,
    FINISHING,
    OVER
  }

  private final Dependencies parts;
  private final Job job;
  private final Generation generation;
  private final Lease lease;
  private final Tally tally;
  private final Runnable whenOver;
  private final SpokenText text;
  private final ModelCall model;

  private Phase phase = Phase.SPEAKING;
  private Answered answered;

  /** Of the phase. */
  private long timer = NO_TIMER;

  /**
   * @param tally runs since the node took the generation
   * @param whenOver run once, when nothing is left to do
   */
  OwnedGeneration(Dependencies parts, Job job, Lease lease, Tally tally, Runnable whenOver) {
    this.parts = parts;
    this.job = job;
    this.generation = job.generation();
    this.lease = lease;
    this.tally = tally;
    this.whenOver = whenOver;
    this.text = new SpokenText(parts, generation, lease, this);
    this.model = new ModelCall(parts, job, tally, this, text, this::end);
  }

  void speak(PromptBuilder prompts, Pictures pictures, Summarizer summarizer) {
    timer =
        parts
            .vertx()
            .setTimer(parts.settings().maxDuration().toMillis(), late -> end(Ending.TOO_SLOW));
    model.begin(prompts, pictures, summarizer);
  }

  /** What the lease is held on; empty after the end. */
  Optional<Held> held() {
    return phase == Phase.OVER
        ? Optional.empty()
        : Optional.of(new Held(generation.id(), generation.epoch()));
  }

  /** The store renewed the lease. */
  void renewed() {
    if (phase != Phase.OVER) {
      text.renewed();
    }
  }

  @Override
  public boolean holds() {
    return phase != Phase.OVER && lease.holds();
  }

  @Override
  public Future<Void> certain() {
    return text.certain();
  }

  @Override
  public void drained() {
    model.resume();
  }

  /** Somebody else owns it now: not another word. A finish under way decides for itself. */
  @Override
  public void lose() {
    if (phase == Phase.SPEAKING || phase == Phase.FLUSHING) {
      LOG.warn("Generation {} was lost to another owner", generation.id());
      leave();
    }
  }

  @Override
  public void notStored() {
    end(Ending.NOT_STORED);
  }

  /**
   * The one way out of SPEAKING that is told to the store.
   *
   * @return false when it was ending already
   */
  boolean end(Ending ending) {
    if (phase != Phase.SPEAKING) {
      return false;
    }
    phase = Phase.FLUSHING;
    tally.end();
    hush();
    timer = parts.vertx().setTimer(FLUSH_MS, fired -> text.close());
    // What did not reach the log was shown to nobody, and the answer ends before it.
    text.flush().onComplete(flushed -> finish(ending), error -> finish(ending.cut()));
    return true;
  }

  private void finish(Ending ending) {
    if (phase != Phase.FLUSHING) {
      return;
    }
    phase = Phase.FINISHING;
    String content = text.content();
    new Judge(parts.vertx())
        .judge(content)
        .onComplete(judged -> finish(ending, content, judged.result()));
  }

  private void finish(Ending ending, String content, Sentiment sentiment) {
    Usage usage = model.usage(content);
    Finish finish =
        new Finish(
            generation.id(),
            generation.epoch(),
            ending.state(),
            content,
            text.lastSeq(),
            model.model(),
            usage,
            tally.metrics(content, usage, sentiment).withContext(model.context()),
            ending.errorCode(),
            ending.error(),
            model.provider());
    if (ending.state() == GenerationState.COMPLETED && !content.isBlank()) {
      answered = new Answered(generation, finish.model(), question(), content, job.askerId());
    }
    new Finisher(parts).finish(finish).onComplete(done -> leave());
  }

  /** What it came to, once that is whole and there is anything of it. */
  Optional<Answered> answered() {
    return Optional.ofNullable(answered);
  }

  private void leave() {
    if (phase == Phase.OVER) {
      return;
    }
    phase = Phase.OVER;
    hush();
    model.close();
    text.close();
    whenOver.run();
  }

  /** Ends what is under way with the model, and the timer of the phase. */
  private void hush() {
    if (timer != NO_TIMER) {
      parts.vertx().cancelTimer(timer);
      timer = NO_TIMER;
    }
    model.cancel();
  }

  /** Behind it stands what of the answer is there already, when that is gone on with. */
  private String question() {
    return job.turns().reversed().stream()
        .filter(turn -> turn.type() != MessageType.ASSISTANT)
        .findFirst()
        .map(Generations.Turn::content)
        .orElse("");
  }
}
