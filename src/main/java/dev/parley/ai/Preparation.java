package dev.parley.ai;

import dev.parley.ai.prompt.Fit;
import dev.parley.ai.prompt.Sizes;
import dev.parley.ai.prompt.Tokens;
import dev.parley.ai.prompt.Window;
import dev.parley.ai.provider.Provider.Named;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.bus.Generations.Job;
import dev.parley.bus.Summaries.Summary;
import dev.parley.chat.ContextUse;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;

/**
 * Fits one conversation into the window of the model that is to answer, beside the tools that it is
 * told of, for which at most half of it is kept free. Short ones, which are nearly all, are known
 * to fit without a count; others are counted by a worker thread.
 */
final class Preparation {
  /** What is around a prompt. */
  private static final int FIXED = 3;

  /** Most tokens of a summary, and the part of the room that it may take. */
  private static final int MAX_SUMMARY = 1_000;

  private static final int SUMMARY_PART = 8;

  /**
   * @param context null when the model gets the whole conversation
   */
  record Prepared(Prompt prompt, ContextUse context) {
    /** What a model got of it whose window made do without some turns more. */
    ContextUse without(int turns, int smaller) {
      return context == null
          ? new ContextUse(smaller, 0, turns)
          : new ContextUse(smaller, context.summarized(), context.leftOut() + turns);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  private record Measured(int[] turns, Fit fit) {}

  private final Dependencies parts;
  private final Summarizer summarizer;
  private final Job job;
  private final Draft draft;
  private final Named model;
  private final Window window;
  private final Tokens tokens;
  private final int room;

  /** Null while none is being made. */
  private Completion asked;

  private boolean cancelled;

  Preparation(Dependencies parts, Summarizer summarizer, Job job, Draft draft) {
    this.parts = parts;
    this.summarizer = summarizer;
    this.job = job;
    this.draft = draft;
    this.model = parts.provider().named(draft.model());
    this.window = parts.windows().of(model.provider(), model.model());
    this.tokens = Tokens.of(model.model());
    int most = Math.min(window.forPrompt(), parts.settings().prompts().maxTokens());
    this.room = most - Math.min(most / 2, parts.tools().tokens(parts, job, draft.model()));
  }

  /** Fails with MESSAGE_TOO_LONG when the newest message does not fit, even alone. */
  Future<Prepared> run() {
    Sizes sizes = new Sizes(tokens);
    String summary = job.summary() == null ? "" : job.summary().text();
    long most =
        fixed() + sizes.most(draft.system()) + sizes.most(summary) + sizes.most(draft.turns());
    if (draft.turns().isEmpty() || (most <= room && draft.turns().size() <= Fit.MAX_TURNS)) {
      return Future.succeededFuture(keeping(Fit.ALL));
    }
    return parts.vertx().executeBlocking(() -> measure(sizes, summary), false).compose(this::fit);
  }

  private Measured measure(Sizes sizes, String summary) {
    int[] turns = sizes.of(draft.turns());
    int fixed = fixed() + sizes.of(draft.system());
    return new Measured(turns, Fit.of(turns, fixed, sizes.of(summary), reserved(), room));
  }

  private int fixed() {
    return draft.goesOn() ? FIXED + Draft.GO_ON_TOKENS : FIXED;
  }

  private int reserved() {
    return Math.min(MAX_SUMMARY, room / SUMMARY_PART);
  }

  private Future<Prepared> fit(Measured measured) {
    Fit fit = measured.fit();
    if (fit.tooLong()) {
      return Future.failedFuture(
          new FailureException(
              ErrorCode.MESSAGE_TOO_LONG,
              "The message does not fit into the model's window of "
                  + window.tokens()
                  + " tokens"));
    }
    if (cancelled || fit.afterSummary() == 0 || !summarizer.mayAsk(job, model)) {
      return Future.succeededFuture(keeping(fit));
    }
    Summarizer.Task task =
        new Summarizer.Task(
            job, draft, measured.turns(), fit.afterSummary(), tokens, room, reserved());
    asked = summarizer.ask(task);
    return summarizer
        .summary(task, asked)
        .map(summary -> with(summary, fit.afterSummary(), 0))
        .otherwise(failed -> keeping(fit));
  }

  /** With the summary that there was, where it fits. */
  private Prepared keeping(Fit fit) {
    Summary known = job.summary();
    int forgotten = known == null || fit.keepsSummary() ? 0 : known.messages();
    return with(fit.keepsSummary() ? known : null, fit.first(), fit.first() + forgotten);
  }

  private Prepared with(Summary summary, int first, int leftOut) {
    int unseen = leftOut + (job.cut() ? 1 : 0);
    int summarized = summary == null ? 0 : summary.messages();
    return new Prepared(
        draft.prompt(summary == null ? null : summary.text(), first),
        summarized + unseen == 0 ? null : new ContextUse(window.tokens(), summarized, unseen));
  }

  /** Nobody waits for it any more. */
  void cancel() {
    cancelled = true;
    if (asked != null) {
      asked.cancel();
    }
  }
}
