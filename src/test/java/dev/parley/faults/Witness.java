package dev.parley.faults;

import dev.parley.faults.Finding.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one client saw, held against the truth. */
final class Witness {
  private final String name;
  private final Truth truth;
  private final List<Finding> findings;
  private final Map<Long, Row> feeds = new HashMap<>();
  private final Map<Long, Row> texts = new HashMap<>();
  private final Set<Long> ended = new HashSet<>();

  Witness(String name, Truth truth, List<Finding> findings) {
    this.name = name;
    this.truth = truth;
    this.findings = findings;
  }

  void hear(List<Event> events) {
    events.forEach(this::take);
    feeds.forEach(
        (conversation, feed) -> feed.end(truth.feeds().getOrDefault(conversation, 0L) + 1));
    truth
        .answers()
        .forEach(
            (id, answer) -> {
              if (feeds.containsKey(answer.conversation()) && !ended.contains(id)) {
                found(Kind.NEVER_ENDED, "answer " + id + " to " + answer.question());
              }
            });
  }

  private void take(Event event) {
    switch (event) {
      case Event.Entry(long conversation, long seq) -> feed(conversation).take(seq);
      case Event.Reset(long conversation, long seq) -> feed(conversation).restart(seq + 1);
      case Event.Text(long generation, long _, String content) -> {
        if (open(generation, "text")) {
          numbers(generation, content).forEach(number -> token(generation, number));
        }
      }
      case Event.Snapshot(long generation, long _, String content) -> {
        if (open(generation, "a snapshot")) {
          whole(generation, content);
        }
      }
      case Event.Ended end -> end(end);
      case Event.Acked(long _, String key) -> {
        if (truth.messages().getOrDefault(key, 0) == 0) {
          found(Kind.LOST, "message " + key + ", which was acknowledged");
        }
      }
      case Event.Refused _ -> {}
    }
  }

  private boolean open(long generation, String what) {
    if (!truth.answers().containsKey(generation)) {
      found(Kind.INVENTED, what + " of answer " + generation + ", which nobody asked for");
      return false;
    }
    if (ended.contains(generation)) {
      found(Kind.LATE, what + " of answer " + generation + " after its end");
      return false;
    }
    return true;
  }

  private void end(Event.Ended end) {
    long id = end.generation();
    if (!ended.add(id)) {
      found(Kind.ENDED_TWICE, "answer " + id + ", " + end.state());
      return;
    }
    Truth.Answer answer = truth.answers().get(id);
    if (answer == null) {
      found(Kind.INVENTED, "the end of answer " + id);
      return;
    }
    if (!answer.state().equals(end.state()) || !answer.content().equals(end.content())) {
      found(Kind.DISAGREES, end + " where the database has " + answer);
    }
    long count = numbers(id, end.content()).size();
    if (end.reloaded()) {
      whole(id, end.content());
    } else {
      // All of it was shown before the end, and nothing that the final message has not.
      Row text = text(id);
      if (text.next() > count) {
        found(Kind.LOST, "answer " + id + ", tokens " + count + " to " + (text.next() - 1));
      } else {
        text.end(count);
      }
    }
  }

  /** A text that replaces what was shown has at least all of that. */
  private void whole(long generation, String content) {
    Row row = new Row("answer " + generation + ", token in a whole text", 0, this::found);
    numbers(generation, content).forEach(number -> row.take(number));
    Row shown = text(generation);
    if (row.next() < shown.next()) {
      found(
          Kind.LOST,
          "answer " + generation + ", tokens " + row.next() + " to " + (shown.next() - 1));
    }
    shown.restart(row.next());
  }

  private void token(long generation, int number) {
    String question = truth.answers().get(generation).question();
    if (number < 0 || number >= truth.sent().getOrDefault(question, 0)) {
      found(Kind.INVENTED, "answer " + generation + ", token " + number);
    } else {
      text(generation).take(number);
    }
  }

  private List<Integer> numbers(long generation, String content) {
    return Tokens.numbers(truth.answers().get(generation).question(), content);
  }

  private Row feed(long conversation) {
    return feeds.computeIfAbsent(
        conversation, id -> new Row("conversation " + id + ", entry", 1, this::found));
  }

  private Row text(long generation) {
    return texts.computeIfAbsent(
        generation, id -> new Row("answer " + id + ", token", 0, this::found));
  }

  private void found(Kind kind, String what) {
    findings.add(new Finding(kind, name, what));
  }
}
