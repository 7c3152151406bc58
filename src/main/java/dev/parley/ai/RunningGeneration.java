package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.tool.Asked.Hold;
import dev.parley.bus.Address;
import dev.parley.bus.Events;
import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Finish;
import dev.parley.bus.Generations.Held;
import dev.parley.bus.Generations.Job;
import dev.parley.bus.Usages;
import dev.parley.chat.Chunk;
import dev.parley.chat.ContextUse;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.MessageType;
import dev.parley.chat.Sentiment;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Broadcast;
import dev.parley.protocol.ServerEvent.StreamChunk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation on the node that owns it: claimed, spoken, flushed to the log, finished in the
 * store. Whatever happens, it reaches the end once; a generation that was lost to another owner
 * ends without another word. Used on one event loop.
 */
final class RunningGeneration implements Provider.Listener, Batcher.Sink, Hold {
  private static final Logger LOG = LoggerFactory.getLogger(RunningGeneration.class);

  /** Most characters of an answer. */
  static final int MAX_ANSWER = 1_000_000;

  /** Characters that may wait for the log before the provider is told to pause. */
  static final int MAX_WAITING = 256 * 1024;

  /** How long the last text may take to reach the log. */
  private static final long FLUSH_MS = 10_000;

  private enum Phase {
    CLAIMING,
    SPEAKING,
    FLUSHING,
    FINISHING,
    OVER
  }

  private final Dependencies parts;
  private final Summarizer summarizer;
  private final long id;
  private final Promise<Void> over = Promise.promise();
  private final Tally tally = new Tally(System::nanoTime);

  private final Lease lease;

  /** Completes when the lease is next renewed. */
  private Promise<Void> confirmed = Promise.promise();

  /** In the log, and not shown because the lease ran out meanwhile: one append at most. */
  private final List<Chunk> unshown = new ArrayList<>();

  private Phase phase = Phase.CLAIMING;
  private String question;

  /** Null when nobody is known to have asked. */
  private Long askerId;

  private Answered answered;
  private Ending endBeforeStart;
  private Generation generation;
  private Address<Broadcast, Void> audience;
  private Provider.Prompt prompt;

  /** Null before it began. */
  private Preparation preparation;

  /** Null while the model gets the whole conversation. */
  private ContextUse context;

  /** Which one answers; null before anybody was asked. */
  private String model;

  /** Who was asked last; null before anybody was. */
  private String provider;

  private Pictures.Shown shown;
  private Provider.Call call;
  private Batcher batcher;
  private int length;
  private boolean paused;
  private long timer = -1;

  RunningGeneration(Dependencies parts, Summarizer summarizer, long id) {
    this.parts = parts;
    this.summarizer = summarizer;
    this.id = id;
    this.lease = new Lease(parts.nanos(), TimeUnit.MILLISECONDS.toNanos(parts.leaseMs()));
  }

  /** Completes when nothing is left to do; never fails. */
  Future<Void> run(PromptBuilder prompts, Pictures pictures) {
    long askedAt = parts.nanos().getAsLong();
    String claim = UUID.randomUUID().toString();
    parts
        .bus()
        .request(Generations.CLAIM, new Generations.Claim(id, parts.node(), parts.leaseMs(), claim))
        .onSuccess(
            job -> {
              lease.confirmed(askedAt);
              claimed(job, prompts, pictures);
            })
        .onFailure(
            error -> {
              // It stays queued, or loses its lease: either way the sweep of a node finds it.
              LOG.warn("Cannot claim generation {}", id, error);
              leave();
            });
    return over.future();
  }

  /**
   * Ends it before the provider does, at any time.
   *
   * @return false when it was ending already
   */
  boolean endWith(Ending ending) {
    if (phase == Phase.CLAIMING) {
      endBeforeStart = endBeforeStart == null ? ending : endBeforeStart;
      return true;
    }
    return end(ending);
  }

  /** Somebody else owns it now: not another word. A finish under way decides for itself. */
  void lose() {
    if (phase == Phase.SPEAKING || phase == Phase.FLUSHING) {
      LOG.warn("Generation {} was lost to another owner", id);
      leave();
    }
  }

  /** The store renewed the lease, asked at that time of {@link Dependencies#nanos}. */
  void renewed(long askedAt) {
    lease.confirmed(askedAt);
    if (phase != Phase.CLAIMING && phase != Phase.OVER && lease.holds()) {
      show(unshown);
      unshown.clear();
      batcher.resume();
      confirmed.complete();
      confirmed = Promise.promise();
    }
  }

  /** What it came to, once that is whole and there is anything of it. */
  Optional<Answered> answered() {
    return Optional.ofNullable(answered);
  }

  /** What the lease is held on; empty before the claim and after the end. */
  Optional<Held> held() {
    return phase == Phase.CLAIMING || phase == Phase.OVER
        ? Optional.empty()
        : Optional.of(new Held(id, generation.epoch()));
  }

  private void claimed(Job job, PromptBuilder prompts, Pictures pictures) {
    if (job == null) {
      leave();
      return;
    }
    generation = job.generation();
    question = question(job);
    askerId = job.askerId();
    audience = Events.conversation(generation.conversationId());
    batcher = new Batcher(parts.vertx(), parts.log(), id, generation.epoch(), this);
    phase = Phase.SPEAKING;
    if (endBeforeStart != null) {
      end(endBeforeStart);
      return;
    }
    timer =
        parts
            .vertx()
            .setTimer(parts.settings().maxDuration().toMillis(), fired -> end(Ending.TOO_SLOW));
    model = prompts.model(generation.model());
    Future<Pictures.Shown> shownTo =
        parts.provider().vision(model)
            ? pictures.read(job.turns())
            : Future.succeededFuture(pictures.none());
    shownTo
        .onSuccess(read -> ask(prompts, job, read))
        .onFailure(
            error -> {
              LOG.error("Cannot prepare generation {}", id, error);
              end(Ending.NOT_STARTED);
            });
  }

  /** Behind it stands what of the answer is there already, when that is gone on with. */
  private static String question(Job job) {
    return job.turns().reversed().stream()
        .filter(turn -> turn.type() != MessageType.ASSISTANT)
        .findFirst()
        .map(Generations.Turn::content)
        .orElse("");
  }

  private void ask(PromptBuilder prompts, Job job, Pictures.Shown read) {
    if (phase != Phase.SPEAKING) {
      read.close();
      return;
    }
    shown = read;
    preparation = new Preparation(parts, summarizer, job, prompts.draft(job, shown.byId()));
    preparation.run().onSuccess(ready -> ask(job, ready)).onFailure(this::unprepared);
  }

  private void unprepared(Throwable error) {
    if (error instanceof FailureException refusal) {
      end(Ending.failed(refusal.failure()));
    } else {
      LOG.error("Cannot prepare generation {}", id, error);
      end(Ending.NOT_STARTED);
    }
  }

  private void ask(Job job, Preparation.Prepared prepared) {
    if (phase != Phase.SPEAKING) {
      return;
    }
    prompt = prepared.prompt();
    context = prepared.context();
    try {
      call = parts.tools().start(parts, prompt, job, this, this);
    } catch (RuntimeException e) {
      LOG.error("Cannot start generation {}", id, e);
      end(Ending.NOT_STARTED);
    }
  }

  @Override
  public void asked(String provider, String model) {
    this.provider = provider;
    Usages.Asked asked =
        new Usages.Asked(Usages.id(id), provider, model, Tally.promptTokens(prompt));
    parts
        .bus()
        .request(Usages.ASKED, asked)
        .onFailure(error -> LOG.warn("Who answers generation {} is not noted", id, error));
  }

  @Override
  public void queued(int place) {
    parts
        .bus()
        .publish(
            audience,
            new ServerEvent.Queued(generation.conversationId(), generation.messageId(), id, place));
  }

  @Override
  public void answering(String another) {
    model = another;
  }

  @Override
  public void text(String text) {
    if (phase != Phase.SPEAKING) {
      return;
    }
    tally.text();
    int room = MAX_ANSWER - length;
    if (text.length() > room) {
      batcher.add(text.substring(0, room));
      end(Ending.TOO_LONG);
      return;
    }
    length += text.length();
    batcher.add(text);
    if (!paused && call != null && batcher.waiting() > MAX_WAITING) {
      paused = true;
      call.pause();
    }
  }

  /** Tools are called before it gets here; what is still wanted then is not called. */
  @Override
  public void toolCall(ToolCall wanted) {}

  @Override
  public boolean holds() {
    return phase != Phase.OVER && lease.holds();
  }

  @Override
  public Future<Void> certain() {
    return lease.holds() ? Future.succeededFuture() : confirmed.future();
  }

  @Override
  public void usage(Usage usage) {
    tally.usage(usage);
  }

  @Override
  public void completed() {
    end(Ending.COMPLETED);
  }

  @Override
  public void failed(Failure failure, boolean retryable) {
    end(Ending.failed(failure));
  }

  /** After a stop of the process another node may have ended it: silence until the next beat. */
  @Override
  public boolean mayWrite() {
    return lease.holds();
  }

  @Override
  public void appended(List<Chunk> chunks) {
    if (lease.holds()) {
      show(chunks);
    } else {
      unshown.addAll(chunks);
    }
  }

  private void show(List<Chunk> chunks) {
    for (Chunk chunk : chunks) {
      StreamChunk event =
          new StreamChunk(generation.conversationId(), generation.messageId(), chunk);
      parts.bus().publish(audience, event);
    }
  }

  @Override
  public void drained() {
    if (paused) {
      paused = false;
      call.resume();
    }
  }

  @Override
  public void broken(Throwable cause) {
    if (cause instanceof FailureException refusal
        && refusal.failure().code() == ErrorCode.CONFLICT) {
      lose();
    } else {
      LOG.error("The log of generation {} takes nothing more", id, cause);
      end(Ending.NOT_STORED);
    }
  }

  /** The one way out of SPEAKING that is told to the store. */
  private boolean end(Ending ending) {
    if (phase != Phase.SPEAKING) {
      return false;
    }
    phase = Phase.FLUSHING;
    tally.end();
    hush();
    timer = parts.vertx().setTimer(FLUSH_MS, fired -> batcher.close());
    // What did not reach the log was shown to nobody, and the answer ends before it.
    batcher.flush().onComplete(flushed -> finish(ending), error -> finish(ending.cut()));
    return true;
  }

  private void finish(Ending ending) {
    if (phase != Phase.FLUSHING) {
      return;
    }
    phase = Phase.FINISHING;
    String content = batcher.content();
    new Judge(parts.vertx())
        .judge(content)
        .onComplete(judged -> finish(ending, content, judged.result()));
  }

  private void finish(Ending ending, String content, Sentiment sentiment) {
    Usage usage = tally.usage(prompt, content);
    Finish finish =
        new Finish(
            id,
            generation.epoch(),
            ending.state(),
            content,
            batcher.lastSeq(),
            model == null ? generation.model() : model,
            usage,
            tally.metrics(content, usage, sentiment).withContext(context),
            ending.errorCode(),
            ending.error(),
            provider);
    if (ending.state() == GenerationState.COMPLETED && !content.isBlank()) {
      answered = new Answered(generation, finish.model(), question, content, askerId);
    }
    new Finisher(parts).finish(finish).onComplete(done -> leave());
  }

  private void leave() {
    if (phase == Phase.OVER) {
      return;
    }
    phase = Phase.OVER;
    hush();
    if (shown != null) {
      shown.close();
    }
    if (batcher != null) {
      batcher.close();
    }
    parts.log().release(id);
    over.complete();
  }

  /** Ends what is under way with the provider, and the timer of the phase. */
  private void hush() {
    if (timer != -1) {
      parts.vertx().cancelTimer(timer);
      timer = -1;
    }
    if (preparation != null) {
      preparation.cancel();
    }
    if (call != null) {
      call.cancel();
    }
  }
}
