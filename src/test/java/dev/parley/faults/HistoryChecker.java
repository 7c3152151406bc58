package dev.parley.faults;

import dev.parley.faults.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what clients saw with what the provider sent and the database kept. It knows neither the
 * server nor the wire.
 */
final class HistoryChecker {
  private static final Set<String> TERMINAL =
      Set.of("COMPLETED", "STOPPED", "FAILED", "INTERRUPTED");

  private final Truth truth;

  HistoryChecker(Truth truth) {
    this.truth = truth;
  }

  /**
   * Everything that is wrong.
   *
   * @param histories the events of each client, by its name
   */
  List<Finding> check(Map<String, List<Event>> histories) {
    List<Finding> findings = new ArrayList<>();
    database(findings);
    histories.forEach((name, events) -> new Witness(name, truth, findings).hear(events));
    return findings;
  }

  private void database(List<Finding> findings) {
    truth
        .answers()
        .forEach(
            (id, answer) -> {
              String what = "answer " + id + " to " + answer.question();
              if (!TERMINAL.contains(answer.state())) {
                findings.add(new Finding(Kind.NEVER_ENDED, "the database", what));
                return;
              }
              stored(answer, what, findings);
            });
    truth
        .messages()
        .forEach(
            (key, times) -> {
              if (times > 1) {
                findings.add(new Finding(Kind.DUPLICATED, "the database", "message " + key));
              }
            });
  }

  /** The stored text is a beginning of what the provider sent; all of it when it completed. */
  private void stored(Truth.Answer answer, String what, List<Finding> findings) {
    int sent = truth.sent().getOrDefault(answer.question(), 0);
    List<Integer> numbers = Tokens.numbers(answer.question(), answer.content());
    Row row =
        new Row(
            what + ", stored token",
            0,
            (kind, detail) -> findings.add(new Finding(kind, "the database", detail)));
    numbers.forEach(row::take);
    boolean whole = answer.state().equals("COMPLETED");
    row.end(whole ? sent : Math.min(row.next(), sent));
  }
}
