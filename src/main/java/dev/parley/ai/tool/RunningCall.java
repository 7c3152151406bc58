package dev.parley.ai.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.GivenUp;
import dev.parley.ai.tool.Tool.Invocation;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.bus.Json;
import dev.parley.bus.Metrics.ToolOutcome;
import dev.parley.bus.Tools;
import dev.parley.chat.Texts;
import dev.parley.protocol.FailureException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a tool: checked, agreed to where it changes something, called at most once, and its
 * result brought into bounds. Whatever happens, the model is told something. Used on one event
 * loop; a tool that answers on another thread is brought back.
 */
final class RunningCall {
  /**
   * Most characters of arguments. A person who is asked sees all of them, so that nothing is agreed
   * to unseen.
   */
  static final int MAX_ARGUMENTS = 16_000;

  private static final Logger LOG = LoggerFactory.getLogger(RunningCall.class);
  private static final String BROKEN = "The tool failed";
  private static final ObjectReader READER =
      Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Workbench bench;
  private final Asked asked;
  private final Reports reports;
  private final Tool tool;
  private final String arguments;
  private final Context context;
  private final Thread thread = Thread.currentThread();
  private final Promise<String> told = Promise.promise();
  private final Promise<GivenUp> givenUp = Promise.promise();
  private Question question;
  private long timer = -1;
  private boolean over;

  /**
   * @param tool null when it must not be called
   */
  RunningCall(Workbench bench, Asked asked, Reports reports, Tool tool, ToolCall call) {
    this.bench = bench;
    this.asked = asked;
    this.reports = reports;
    this.tool = tool;
    // Some models write nothing where a tool needs nothing.
    this.arguments =
        call.arguments() == null || call.arguments().isBlank() ? "{}" : call.arguments();
    this.context = bench.vertx().getOrCreateContext();
  }

  /** Completes with what the model is told; never fails, and not at all once it was cancelled. */
  Future<String> run() {
    try {
      check();
    } catch (RuntimeException e) {
      broke(e, BROKEN);
    }
    return told.future();
  }

  private void check() {
    if (tool == null || !Toolbox.allows(tool, asked.person())) {
      refuse("There is no such tool, or it must not be called any more");
    } else if (arguments.length() > MAX_ARGUMENTS) {
      refuse("The arguments must not be longer than " + MAX_ARGUMENTS + " characters");
    } else if (!isObject(arguments)) {
      refuse("The arguments must be a JSON object, which these are not");
    } else if (tool.effect() == Effect.READS) {
      start();
    } else {
      question = new Question(bench, asked, reports, arguments);
      question.ask().onSuccess(this::decided);
    }
  }

  private static boolean isObject(String text) {
    try {
      JsonNode node = READER.readTree(text);
      return node != null && node.isObject();
    } catch (JsonProcessingException notJson) {
      LOG.debug("A model wrote arguments that are not JSON");
      return false;
    }
  }

  private void decided(boolean allowed) {
    if (allowed) {
      start();
    } else {
      fail(ToolOutcome.DECLINED, "The person did not agree");
    }
  }

  private void refuse(String why) {
    fail(ToolOutcome.REFUSED, why);
  }

  /** Nothing is called for an answer that may be somebody else's by now. */
  private void start() {
    asked.hold().certain().onSuccess(certain -> call());
  }

  private void call() {
    if (over) {
      return;
    }
    // Who may call it may have changed while the person thought.
    if (!Toolbox.allows(tool, asked.person())) {
      refuse("It must not be called any more");
      return;
    }
    reports.started(arguments);
    timer =
        bench
            .vertx()
            .setTimer(
                bench.settings().timeout().toMillis(),
                late -> {
                  fail(ToolOutcome.TIMEOUT, "The tool did not answer in time");
                  givenUp.complete(GivenUp.TIMEOUT);
                });
    Invocation invocation =
        new Invocation(
            asked.person(),
            asked.conversationId(),
            asked.generationId(),
            arguments,
            givenUp.future());
    try {
      tool.call(invocation)
          .onSuccess(result -> here(() -> said(result)))
          .onFailure(error -> here(() -> broke(error, why(error))));
    } catch (RuntimeException e) {
      broke(e, BROKEN);
    }
  }

  /** A refusal is a sentence by itself; its code is for programs. */
  private static String why(Throwable error) {
    return error instanceof FailureException refusal
        ? refusal.failure().message()
        : BROKEN + ": " + error.getMessage();
  }

  private void here(Runnable action) {
    if (Thread.currentThread() == thread) {
      action.run();
    } else {
      context.runOnContext(nothing -> action.run());
    }
  }

  /**
   * @param why what a tool says of its failure is safe to show, what it throws is not
   */
  private void broke(Throwable error, String why) {
    if (!over) {
      LOG.warn("The tool {} failed", tool.spec().name(), error);
      fail(ToolOutcome.FAILED, Excerpt.of(why, Reports.MAX_DETAIL));
    }
  }

  private void fail(ToolOutcome outcome, String why) {
    if (!over) {
      end(outcome, why, null);
    }
  }

  private void said(Result result) {
    if (over) {
      return;
    }
    bench.vertx().cancelTimer(timer);
    if (result == null) {
      fail(ToolOutcome.FAILED, "The tool said nothing");
      return;
    }
    String text = result.text() == null ? "" : result.text();
    int room = bench.settings().maxResult();
    if (text.length() <= room) {
      finish(result.error(), Texts.clean(text), null);
      return;
    }
    String start = Texts.clean(Texts.start(text, room));
    String note = "\n[Cut: the whole result has " + text.length() + " characters]";
    keep(text)
        .onSuccess(kept -> here(() -> finish(result.error(), start + note, kept.id())))
        .onFailure(
            error -> {
              LOG.warn("A result of {} could not be kept", tool.spec().name(), error);
              here(() -> finish(result.error(), start + note, null));
            });
  }

  private Future<Tools.Kept> keep(String text) {
    String note = "\n[Cut: of " + text.length() + " characters the first are kept]";
    String kept =
        text.length() <= Tools.MAX_KEPT
            ? text
            : Texts.start(text, Tools.MAX_KEPT - note.length()) + note;
    return bench
        .bus()
        .request(
            Tools.KEEP, new Tools.Keep(asked.generationId(), reports.callId(), Texts.clean(kept)));
  }

  private void finish(boolean error, String text, Long resultId) {
    if (!over) {
      end(error ? ToolOutcome.ERROR : ToolOutcome.OK, text, resultId);
    }
  }

  private void end(ToolOutcome outcome, String text, Long resultId) {
    over = true;
    bench.vertx().cancelTimer(timer);
    reports.ended(tool != null, outcome, text, resultId);
    told.complete(outcome == ToolOutcome.OK ? text : "Error: " + text);
  }

  /** Whoever would be told the result is gone. */
  void cancel() {
    if (over) {
      return;
    }
    over = true;
    bench.vertx().cancelTimer(timer);
    if (question != null) {
      question.cancel();
    }
    reports.cancelled();
    givenUp.complete(GivenUp.STOPPED);
  }
}
