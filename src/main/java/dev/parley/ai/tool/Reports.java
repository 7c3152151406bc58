package dev.parley.ai.tool;

import dev.parley.bus.Events;
import dev.parley.bus.Metrics;
import dev.parley.bus.Metrics.Sample;
import dev.parley.bus.Metrics.ToolOutcome;
import dev.parley.chat.Texts;
import dev.parley.protocol.ServerEvent.ToolActivity;
import dev.parley.protocol.ServerEvent.ToolActivity.Confirmation;
import dev.parley.protocol.ServerEvent.ToolActivity.Phase;

/** Tells the people of a conversation of one call. Says nothing of an answer that was lost. */
final class Reports {
  /** Most characters of what is told of arguments and results. */
  static final int MAX_DETAIL = 500;

  private static final int MAX_NAME = 64;

  private final Workbench bench;
  private final Asked asked;
  private final String callId;
  private final String tool;

  /**
   * @param callId unique within the answer, whatever the model calls it
   * @param tool as the model wrote it
   */
  Reports(Workbench bench, Asked asked, String callId, String tool) {
    this.bench = bench;
    this.asked = asked;
    this.callId = callId;
    this.tool = Excerpt.of(Texts.clean(tool == null ? "" : tool), MAX_NAME);
  }

  String callId() {
    return callId;
  }

  /** To everybody who looks. */
  void tell(Phase phase, String detail, Long resultId) {
    if (asked.hold().holds()) {
      bench
          .bus()
          .publish(
              Events.conversation(asked.conversationId()), activity(phase, detail, resultId, null));
    }
  }

  /** To all connections of the person who may answer, and, without the question, to the others. */
  void ask(Confirmation confirmation) {
    tell(Phase.CONFIRM, null, null);
    if (asked.hold().holds()) {
      bench
          .bus()
          .publish(
              Events.user(asked.person().userId()),
              activity(Phase.CONFIRM, null, null, confirmation));
    }
  }

  /**
   * @param known whether there is such a tool; models make up any names
   */
  void count(boolean known, ToolOutcome outcome) {
    bench.bus().publish(Metrics.SAMPLES, new Sample.ToolCalled(known ? tool : "unknown", outcome));
  }

  private ToolActivity activity(
      Phase phase, String detail, Long resultId, Confirmation confirmation) {
    String shown = detail == null ? null : Excerpt.of(Texts.clean(detail), MAX_DETAIL);
    return new ToolActivity(
        asked.conversationId(),
        asked.generationId(),
        callId,
        tool,
        phase,
        shown,
        resultId,
        confirmation);
  }
}
