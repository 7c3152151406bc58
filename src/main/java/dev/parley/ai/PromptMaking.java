package dev.parley.ai;

import dev.parley.bus.Generations.Job;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the prompt of one generation made: reads the pictures that it shows, and has all of it fitted
 * into the window of the model. Used on one event loop.
 */
final class PromptMaking {
  // A generation goes by one name in what is logged, whichever of its parts it comes from.
  private static final Logger LOG = LoggerFactory.getLogger(RunningGeneration.class);

  private final Dependencies parts;
  private final Job job;
  private final Consumer<Preparation.Prepared> ready;
  private final Consumer<Ending> failed;

  /** Null before they were read. */
  private Pictures.Shown shown;

  /** Null before it began. */
  private Preparation preparation;

  private boolean cancelled;

  /**
   * @param ready takes the prompt
   * @param failed told why there is none
   */
  PromptMaking(
      Dependencies parts, Job job, Consumer<Preparation.Prepared> ready, Consumer<Ending> failed) {
    this.parts = parts;
    this.job = job;
    this.ready = ready;
    this.failed = failed;
  }

  /** For the model of that name. */
  void begin(String model, PromptBuilder prompts, Pictures pictures, Summarizer summarizer) {
    Future<Pictures.Shown> shownTo =
        parts.provider().vision(model)
            ? pictures.read(job.turns())
            : Future.succeededFuture(pictures.none());
    shownTo.onSuccess(read -> prepare(prompts, summarizer, read)).onFailure(this::cannot);
  }

  private void prepare(PromptBuilder prompts, Summarizer summarizer, Pictures.Shown read) {
    if (cancelled) {
      read.close();
      return;
    }
    shown = read;
    preparation = new Preparation(parts, summarizer, job, prompts.draft(job, shown.byId()));
    preparation.run().onSuccess(this::prepared).onFailure(this::unprepared);
  }

  private void prepared(Preparation.Prepared prompt) {
    if (!cancelled) {
      ready.accept(prompt);
    }
  }

  private void unprepared(Throwable error) {
    if (error instanceof FailureException refusal) {
      failed.accept(Ending.failed(refusal.failure()));
    } else {
      cannot(error);
    }
  }

  private void cannot(Throwable error) {
    LOG.error("Cannot prepare generation {}", job.generation().id(), error);
    failed.accept(Ending.NOT_STARTED);
  }

  /** Nobody waits for it any more. */
  void cancel() {
    cancelled = true;
    if (preparation != null) {
      preparation.cancel();
    }
  }

  /** What the prompt shows is needed no more. */
  void close() {
    if (shown != null) {
      shown.close();
    }
  }
}
