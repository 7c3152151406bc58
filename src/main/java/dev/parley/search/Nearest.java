package dev.parley.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the messages whose passages mean most nearly what somebody looks for. */
public final class Nearest {
  /** Most messages that are near. */
  public static final int MAX = 200;

  /**
   * How alike the directions of two texts must be, from -1 to 1. Sentences about different things
   * are mostly below 0.2, a word and a sentence about it mostly above 0.3.
   */
  private static final double ALIKE = 0.25;

  private static final Comparator<Near> ORDER =
      Comparator.comparingDouble(Near::likeness).thenComparingLong(Near::messageId).reversed();

  private final byte[] wanted;
  private final double length;
  private final List<Near> found = new ArrayList<>();

  /**
   * @param wanted the vector of what is looked for
   */
  public Nearest(byte[] wanted) {
    this.wanted = wanted;
    this.length = Math.sqrt(product(wanted, wanted, 0));
  }

  /**
   * A message that is near.
   *
   * @param passage of it that is the nearest, from 0
   * @param likeness from -1 to 1
   */
  public record Near(long messageId, int passage, double likeness) {}

  /**
   * Looks at the next message.
   *
   * @param vectors those of many messages, one behind the other
   * @param from byte where those of this one begin
   * @param passages how many it has
   */
  public void look(long messageId, byte[] vectors, int from, int passages) {
    int nearest = -1;
    double most = ALIKE;
    for (int i = 0; i < passages; i++) {
      int at = from + i * wanted.length;
      double own = Math.sqrt(product(vectors, vectors, at, at));
      double likeness = product(wanted, vectors, at) / (length * own);
      if (likeness > most) {
        most = likeness;
        nearest = i;
      }
    }
    if (nearest >= 0) {
      found.add(new Near(messageId, nearest, most));
    }
  }

  /** The nearest first, and of those that are equally near the newest; at most {@link #MAX}. */
  public List<Near> found() {
    return found.stream().sorted(ORDER).limit(MAX).toList();
  }

  private int product(byte[] one, byte[] other, int from) {
    return product(one, other, 0, from);
  }

  private int product(byte[] one, byte[] other, int oneFrom, int otherFrom) {
    int sum = 0;
    for (int i = 0; i < wanted.length; i++) {
      sum += one[oneFrom + i] * other[otherFrom + i];
    }
    return sum;
  }
}
