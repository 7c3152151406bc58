package dev.parley.ai.provider.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Server-sent events from bytes, as the HTML standard defines them: lines end with CRLF, LF or CR,
 * several {@code data} lines make one text, comments are skipped, and a buffer may end anywhere, in
 * the middle of a character too. Used from one thread.
 *
 * <p>It works on bytes and decodes whole fields, so a character is never cut; bytes that are not
 * UTF-8 become U+FFFD.
 */
final class SseParser implements Framer {
  /** Most bytes of one line, and of the data of one event. */
  static final int MAX_LINE = 4 << 20;

  /** Who gets the events. */
  interface Handler {
    /**
     * @param name of the event; "message" when the stream gives none
     * @param data never empty
     */
    void event(String name, String data);
  }

  private static final int SMALL = 4096;

  private final Handler handler;
  private byte[] line = new byte[SMALL];
  private int length;
  private boolean afterCr;
  private boolean firstLine = true;
  private String name = "";
  private StringBuilder data = new StringBuilder();

  SseParser(Handler handler) {
    this.handler = handler;
  }

  @Override
  public void feed(byte[] bytes) {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterCr) {
        afterCr = false;
        start = i + 1;
      } else if (b == '\n' || b == '\r') {
        append(bytes, start, i);
        endLine();
        afterCr = b == '\r';
        start = i + 1;
      } else {
        afterCr = false;
      }
    }
    append(bytes, start, bytes.length);
  }

  /**
   * The stream is over. An event whose last empty line is missing is told all the same, which is
   * more than the standard asks: some servers close right behind their last line.
   */
  @Override
  public void end() {
    if (length > 0) {
      endLine();
    }
    dispatch();
  }

  private void append(byte[] bytes, int from, int to) {
    int more = to - from;
    if (length + more > MAX_LINE) {
      throw new TooLongException(MAX_LINE);
    }
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.min(MAX_LINE, Math.max(length + more, line.length * 2)));
    }
    System.arraycopy(bytes, from, line, length, more);
    length += more;
  }

  private void endLine() {
    int from = firstLine && startsWithByteOrderMark() ? 3 : 0;
    firstLine = false;
    if (length == from) {
      dispatch();
    } else {
      field(from);
    }
    length = 0;
    if (line.length > SMALL * 16) {
      line = new byte[SMALL];
    }
  }

  private boolean startsWithByteOrderMark() {
    return length >= 3
        && line[0] == (byte) 0xEF
        && line[1] == (byte) 0xBB
        && line[2] == (byte) 0xBF;
  }

  private void field(int from) {
    int colon = from;
    while (colon < length && line[colon] != ':') {
      colon++;
    }
    if (colon == from) {
      return; // a comment
    }
    int value = colon + 1 < length && line[colon + 1] == ' ' ? colon + 2 : colon + 1;
    switch (text(from, colon)) {
      case "data" -> addData(text(value, length));
      case "event" -> name = text(value, length);
      default -> {} // id, retry and unknown fields mean nothing here
    }
  }

  private void addData(String value) {
    if (data.length() + value.length() >= MAX_LINE) {
      throw new TooLongException(MAX_LINE);
    }
    data.append(value).append('\n');
  }

  private void dispatch() {
    String event = name.isEmpty() ? "message" : name;
    name = "";
    if (data.isEmpty()) {
      return;
    }
    String whole = data.substring(0, data.length() - 1);
    if (data.capacity() > SMALL * 16) {
      data = new StringBuilder();
    }
    data.setLength(0);
    if (!whole.isEmpty()) {
      handler.event(event, whole);
    }
  }

  private String text(int from, int to) {
    return from >= to ? "" : new String(line, from, to - from, StandardCharsets.UTF_8);
  }
}
