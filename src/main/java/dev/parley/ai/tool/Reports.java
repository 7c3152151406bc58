package dev.parley.ai.tool;

import dev.parley.bus.Events;
import dev.parley.bus.Metrics;
import dev.parley.bus.Metrics.Sample;
import dev.parley.bus.Metrics.ToolOutcome;
import dev.parley.bus.Tools.CallNote;
import dev.parley.chat.Texts;
import dev.parley.chat.ToolCall;
import dev.parley.protocol.ServerEvent.ToolActivity;
import dev.parley.protocol.ServerEvent.ToolActivity.Confirmation;
import dev.parley.protocol.ServerEvent.ToolActivity.Phase;
import io.vertx.core.Future;

/**
 * Tells the people of a conversation of one call. What they are told was written down before, if
 * there is anybody to write it down, and one thing is told after the other. Says nothing of an
 * answer that was lost.
 */
final class Reports {
  /** Most characters of what is told of arguments and results. */
  static final int MAX_DETAIL = ToolCall.MAX_DETAIL;

  private final Workbench bench;
  private final Asked asked;
  private final CallNotes notes;
  private final int ordinal;
  private final String tool;

  /** Whether people may be told what was written down last. */
  private Future<Boolean> noted = Future.succeededFuture(true);

  private boolean waits;
  private String arguments;

  /**
   * @param ordinal of the call within the answer, from 1
   * @param tool as the model wrote it
   */
  Reports(Workbench bench, Asked asked, CallNotes notes, int ordinal, String tool) {
    this.bench = bench;
    this.asked = asked;
    this.notes = notes;
    this.ordinal = ordinal;
    this.tool = Excerpt.of(Texts.clean(tool == null ? "" : tool), ToolCall.MAX_NAME);
  }

  /** Unique within the answer, whatever the model calls it. */
  String callId() {
    return String.valueOf(ordinal);
  }

  /**
   * To all connections of the person who may answer, and, without the question, to the others. May
   * be told again and again; what is written down is that it waits.
   */
  void ask(Confirmation confirmation) {
    if (waits) {
      publish(Phase.CONFIRM, null, null);
    } else {
      waits = true;
      tell(Phase.CONFIRM, null, null, null);
    }
    if (asked.hold().holds()) {
      bench
          .bus()
          .publish(
              Events.user(asked.person().userId()),
              activity(Phase.CONFIRM, null, null, confirmation));
    }
  }

  void started(String with) {
    arguments = shown(with);
    tell(Phase.STARTED, null, arguments, null);
  }

  /**
   * @param known whether there is such a tool; models make up any names
   */
  void ended(boolean known, ToolOutcome outcome, String detail, Long resultId) {
    bench.bus().publish(Metrics.SAMPLES, new Sample.ToolCalled(known ? tool : "unknown", outcome));
    Phase phase = outcome == ToolOutcome.OK ? Phase.FINISHED : Phase.FAILED;
    tell(phase, kept(outcome), shown(detail), resultId);
  }

  /** The answer ends, which says the same of all its calls that have not ended. */
  void cancelled() {
    publish(Phase.FAILED, ToolCall.ANSWER_ENDED, null);
  }

  private void tell(Phase phase, ToolCall.Outcome outcome, String detail, Long resultId) {
    CallNote note =
        new CallNote(
            ordinal, callId(), tool, arguments, outcome, outcome == null ? null : detail, resultId);
    noted = notes.note(note);
    publish(phase, detail, resultId);
  }

  /** To everybody who looks, once that is allowed. */
  private void publish(Phase phase, String detail, Long resultId) {
    noted.onSuccess(
        mayBeTold -> {
          if (mayBeTold && asked.hold().holds()) {
            bench
                .bus()
                .publish(
                    Events.conversation(asked.conversationId()),
                    activity(phase, detail, resultId, null));
          }
        });
  }

  private ToolActivity activity(
      Phase phase, String detail, Long resultId, Confirmation confirmation) {
    return new ToolActivity(
        asked.conversationId(),
        asked.generationId(),
        callId(),
        tool,
        phase,
        detail,
        resultId,
        confirmation);
  }

  private static String shown(String detail) {
    return detail == null ? null : Excerpt.of(Texts.clean(detail), MAX_DETAIL);
  }

  private static ToolCall.Outcome kept(ToolOutcome outcome) {
    return switch (outcome) {
      case OK -> ToolCall.Outcome.OK;
      case ERROR -> ToolCall.Outcome.ERROR;
      case FAILED -> ToolCall.Outcome.FAILED;
      case TIMEOUT -> ToolCall.Outcome.TIMEOUT;
      case REFUSED -> ToolCall.Outcome.REFUSED;
      case DECLINED -> ToolCall.Outcome.DECLINED;
    };
  }
}
