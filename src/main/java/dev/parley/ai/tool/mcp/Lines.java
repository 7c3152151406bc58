package dev.parley.ai.tool.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads lines of bounded length, in UTF-8; what is longer is cut. Blocks. */
final class Lines implements AutoCloseable {
  private final InputStream in;
  private final int max;
  private boolean cut;

  /**
   * @param max bytes of a line that are kept
   */
  Lines(InputStream in, int max) {
    this.in = new BufferedInputStream(in);
    this.max = max;
  }

  /** The next line, without its end; null after the last one. */
  String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    cut = false;
    int next = in.read();
    if (next == -1) {
      return null;
    }
    for (; next != '\n' && next != -1; next = in.read()) {
      if (line.size() < max) {
        line.write(next);
      } else {
        cut = true;
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Whether the last line was longer. */
  boolean isCut() {
    return cut;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
