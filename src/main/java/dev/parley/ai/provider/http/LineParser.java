package dev.parley.ai.provider.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Lines that are not blank; a buffer may end anywhere, in the middle of a character too. */
final class LineParser implements Framer {
  private final Consumer<String> lines;
  private ByteArrayOutputStream line = new ByteArrayOutputStream();

  LineParser(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void feed(byte[] bytes) {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        append(bytes, start, i);
        end();
        start = i + 1;
      }
    }
    append(bytes, start, bytes.length);
  }

  @Override
  public void end() {
    String whole = line.toString(StandardCharsets.UTF_8).strip();
    line = new ByteArrayOutputStream();
    if (!whole.isEmpty()) {
      lines.accept(whole);
    }
  }

  private void append(byte[] bytes, int from, int to) {
    if (line.size() + (to - from) > SseParser.MAX_LINE) {
      throw new TooLongException(SseParser.MAX_LINE);
    }
    line.write(bytes, from, to - from);
  }
}
