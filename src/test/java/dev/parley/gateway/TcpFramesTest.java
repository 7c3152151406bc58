package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpFramesTest {
  private final List<String> taken = new ArrayList<>();
  private int refused;
  private final TcpFrames frames =
      new TcpFrames(5, frame -> taken.add(frame.toString()), () -> refused++);

  private static Buffer frame(String text) {
    return Buffer.buffer().appendInt(text.length()).appendString(text);
  }

  @Test
  void cutsWhereverThePartsEnd() {
    Buffer all = frame("one").appendBuffer(frame("two")).appendBuffer(frame("three"));
    frames.handle(all.copy());
    for (int i = 0; i < all.length(); i++) {
      frames.handle(all.getBuffer(i, i + 1));
    }
    assertThat(taken).containsExactly("one", "two", "three", "one", "two", "three");
    assertThat(refused).isZero();
  }

  @Test
  void aLengthThatIsNotAllowedIsToldAtOnce() {
    frames.handle(frame("one").appendInt(6));
    assertThat(taken).containsExactly("one");
    assertThat(refused).isEqualTo(1);
    frames.handle(Buffer.buffer("x".repeat(6)).appendBuffer(frame("two")));
    assertThat(taken).containsExactly("one");
    assertThat(refused).isEqualTo(1);
  }

  @Test
  void nothingAndLessAreNoLengths() {
    for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      new TcpFrames(5, frame -> taken.add("none"), () -> refused++)
          .handle(Buffer.buffer().appendInt(length).appendBuffer(frame("one")));
    }
    assertThat(refused).isEqualTo(4);
    assertThat(taken).isEmpty();
  }

  @Test
  void moreMayBeAllowedLater() {
    frames.allow(6);
    frames.handle(frame("larger"));
    assertThat(taken).containsExactly("larger");
  }
}
