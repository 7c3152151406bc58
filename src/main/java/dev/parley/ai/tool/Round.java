package dev.parley.ai.tool;

import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.Turn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a model wants at once: some calls at a time, the others wait for their turn, and all of them
 * are answered in the order in which they were wanted.
 */
final class Round {
  /** Calls of one answer under way at once; those that wait for a person count. */
  static final int AT_ONCE = 8;

  private final List<RunningCall> calls = new ArrayList<>();
  private final List<ToolCall> wanted;
  private final Turn[] results;
  private final Promise<List<Turn>> over = Promise.promise();
  private int next;
  private int underWay;
  private int left;
  private boolean starting;
  private boolean cancelled;

  /**
   * @param before calls of the answer so far
   */
  Round(
      Workbench bench,
      Asked asked,
      CallNotes notes,
      Map<String, Tool> tools,
      int before,
      List<ToolCall> wanted) {
    this.wanted = wanted;
    this.results = new Turn[wanted.size()];
    this.left = wanted.size();
    for (int i = 0; i < wanted.size(); i++) {
      ToolCall call = wanted.get(i);
      boolean tooMany = before + i >= bench.settings().maxCalls();
      Reports reports = new Reports(bench, asked, notes, before + i + 1, call.name());
      calls.add(
          new RunningCall(bench, asked, reports, tooMany ? null : tools.get(call.name()), call));
    }
  }

  /** Completes with the results; never fails, and never completes once it was cancelled. */
  Future<List<Turn>> run() {
    startMore();
    return over.future();
  }

  /** A call may be over as soon as it was begun: then the loop that began it goes on. */
  private void startMore() {
    if (starting) {
      return;
    }
    starting = true;
    while (!cancelled && underWay < AT_ONCE && next < calls.size()) {
      int place = next++;
      underWay++;
      calls.get(place).run().onSuccess(said -> answered(place, said));
    }
    starting = false;
  }

  private void answered(int place, String said) {
    if (cancelled) {
      return;
    }
    results[place] = Turn.result(wanted.get(place), said);
    underWay--;
    left--;
    startMore();
    if (left == 0) {
      over.complete(List.of(results));
    }
  }

  /** Nothing more is called; what is under way is told as ended, and its results are ignored. */
  void cancel() {
    cancelled = true;
    calls.subList(0, next).forEach(RunningCall::cancel);
  }
}
