package dev.parley.metrics;

import java.util.Arrays;

/** The newest values of a figure; older ones are forgotten. */
final class RecentValues {
  private final double[] values;
  private long count;

  RecentValues(int most) {
    values = new double[most];
  }

  void add(double value) {
    values[(int) (count++ % values.length)] = value;
  }

  /** Null while there are none. */
  Double median() {
    int size = (int) Math.min(count, values.length);
    if (size == 0) {
      return null;
    }
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return (sorted[(size - 1) / 2] + sorted[size / 2]) / 2;
  }
}
