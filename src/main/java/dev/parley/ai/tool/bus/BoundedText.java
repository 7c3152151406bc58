package dev.parley.ai.tool.bus;

import java.io.IOException;
import java.io.Writer;

/** Text that refuses to become longer than it may, so that nothing is written for nothing. */
final class BoundedText extends Writer {
  private final int max;
  private final StringBuilder text = new StringBuilder();
  private boolean full;

  BoundedText(int max) {
    this.max = max;
  }

  /** Whether something did not fit. */
  boolean isFull() {
    return full;
  }

  @Override
  public void write(char[] buffer, int offset, int length) throws IOException {
    check(length);
    text.append(buffer, offset, length);
  }

  @Override
  public void write(String more, int offset, int length) throws IOException {
    check(length);
    text.append(more, offset, offset + length);
  }

  private void check(int length) throws IOException {
    full |= length > max - text.length();
    if (full) {
      throw new IOException("it is longer than " + max);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public String toString() {
    return text.toString();
  }
}
