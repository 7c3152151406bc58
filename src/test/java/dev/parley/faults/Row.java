package dev.parley.faults;

import dev.parley.faults.Finding.Kind;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Numbers that have to come one after another, each once. */
final class Row {
  private final String what;
  private final BiConsumer<Kind, String> findings;
  private final TreeSet<Long> missing = new TreeSet<>();
  private long next;

  /**
   * @param first the number that has to come first
   */
  Row(String what, long first, BiConsumer<Kind, String> findings) {
    this.what = what;
    this.next = first;
    this.findings = findings;
  }

  void take(long number) {
    if (missing.remove(number)) {
      findings.accept(Kind.REORDERED, what + " " + number + " came after " + (next - 1));
    } else if (number < next) {
      findings.accept(Kind.DUPLICATED, what + " " + number);
    } else {
      skipTo(number);
      next = number + 1;
    }
  }

  /** Everything before this number is known otherwise. */
  void restart(long number) {
    missing.clear();
    next = number;
  }

  /** The number that comes next. */
  long next() {
    return next;
  }

  /** Nothing more comes, and this number would have been the next. */
  void end(long number) {
    if (number < next) {
      findings.accept(Kind.INVENTED, what + " " + number + " to " + (next - 1));
    } else {
      skipTo(number);
    }
    missing.forEach(lost -> findings.accept(Kind.LOST, what + " " + lost));
    restart(number);
  }

  private void skipTo(long number) {
    for (long i = next; i < number; i++) {
      missing.add(i);
    }
  }
}
