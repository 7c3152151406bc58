package dev.parley.ai.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseParserTest {
  private record Event(String name, String data) {}

  private static final String STREAM =
      """
      : a comment
      data: first

      event: named
      data: two
      data:lines
      id: 7
      retry: 10

      data:  one space of two stays
      unknown: field
      data

      event: nothing follows

      :
      data: Grüße, 世界, 👋🏽

      data: last

      """;

  private static final List<Event> EVENTS =
      List.of(
          new Event("message", "first"),
          new Event("named", "two\nlines"),
          new Event("message", " one space of two stays\n"),
          new Event("message", "Grüße, 世界, 👋🏽"),
          new Event("message", "last"));

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void aStreamMayBeSplitAtEveryByte(String newline) {
    byte[] bytes = bytes(STREAM.replace("\n", newline));
    for (int cut = 0; cut <= bytes.length; cut++) {
      assertThat(parse(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length)))
          .as("cut at %d", cut)
          .isEqualTo(EVENTS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void aStreamMayComeByteByByte(String newline) {
    byte[] bytes = bytes(STREAM.replace("\n", newline));
    byte[][] single = new byte[bytes.length][];
    for (int i = 0; i < bytes.length; i++) {
      single[i] = new byte[] {bytes[i]};
    }
    assertThat(parse(single)).isEqualTo(EVENTS);
  }

  @Test
  void anEventIsToldAsSoonAsItsEmptyLineIsThere() {
    List<Event> events = new ArrayList<>();
    SseParser parser = new SseParser((name, data) -> events.add(new Event(name, data)));
    parser.feed(bytes("data: now\r\n\r"));
    assertThat(events).containsExactly(new Event("message", "now"));
    parser.feed(bytes("\ndata: then\n\n"));
    assertThat(events).hasSize(2);
  }

  @Test
  void aByteOrderMarkAtTheStartIsSkipped() {
    assertThat(parse(bytes("\uFEFFdata: a\n\ndata: \uFEFFb\n\n")))
        .containsExactly(new Event("message", "a"), new Event("message", "\uFEFFb"));
  }

  @Test
  void aLastEventWithoutItsEmptyLineIsToldAtTheEnd() {
    assertThat(parse(bytes("data: a\n\ndata: [DONE]")))
        .containsExactly(new Event("message", "a"), new Event("message", "[DONE]"));
  }

  @Test
  void bytesThatAreNotUtf8BecomeReplacementCharacters() {
    byte[] bytes = bytes("data: a?b\n\n");
    bytes[7] = (byte) 0xFF;
    assertThat(parse(bytes)).containsExactly(new Event("message", "a\uFFFDb"));
  }

  @Test
  void anEventWithoutDataIsNone() {
    assertThat(parse(bytes("\n\n\ndata:\n\ndata\n\nevent: x\n\n"))).isEmpty();
  }

  @Test
  void aLineOfAMegabyteIsTakenWhole() {
    String megabyte = "x".repeat(1 << 20);
    assertThat(parse(bytes("data: " + megabyte), bytes(megabyte + "\n\ndata: y\n\n")))
        .containsExactly(new Event("message", megabyte + megabyte), new Event("message", "y"));
  }

  @Test
  void whatIsLongerThanTheBoundIsRefused() {
    byte[] half = bytes("x".repeat(SseParser.MAX_LINE / 2));
    assertThatThrownBy(() -> parse(half, half, half)).isInstanceOf(Framer.TooLongException.class);
    byte[] line = bytes("data: " + "x".repeat(SseParser.MAX_LINE / 2) + "\n");
    assertThatThrownBy(() -> parse(line, line)).isInstanceOf(Framer.TooLongException.class);
  }

  private static List<Event> parse(byte[]... buffers) {
    List<Event> events = new ArrayList<>();
    SseParser parser = new SseParser((name, data) -> events.add(new Event(name, data)));
    for (byte[] buffer : buffers) {
      parser.feed(buffer);
    }
    parser.end();
    return events;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
