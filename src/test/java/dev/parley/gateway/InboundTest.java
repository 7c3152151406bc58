package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.Inbound.Step;
import dev.parley.protocol.Frame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import org.junit.jupiter.api.Test;

class InboundTest {
  private final Inbound inbound = new Inbound(10, 10);

  @Test
  void takesAWholeMessage() {
    assertThat(inbound.take(WebSocketFrame.textFrame("hello", true)))
        .isEqualTo(new Step.Whole(new Frame.Text("hello")));
  }

  @Test
  void putsFragmentsTogetherEvenInTheMiddleOfACharacter() {
    Buffer euro = Buffer.buffer("a€");
    WebSocketFrame first =
        WebSocketFrame.textFrame("", false); // an empty first fragment is allowed
    assertThat(inbound.take(first)).isInstanceOf(Step.More.class);
    assertThat(inbound.take(WebSocketFrame.continuationFrame(euro.getBuffer(0, 2), false)))
        .isInstanceOf(Step.More.class);
    assertThat(inbound.take(WebSocketFrame.continuationFrame(euro.getBuffer(2, 4), true)))
        .isEqualTo(new Step.Whole(new Frame.Text("a€")));
  }

  @Test
  void swallowsAMessageAboveTheBoundAndGoesOnBehindIt() {
    assertThat(inbound.take(WebSocketFrame.textFrame("0123456789", false)))
        .isInstanceOf(Step.More.class);
    assertThat(inbound.take(WebSocketFrame.continuationFrame(Buffer.buffer("x"), false)))
        .isInstanceOf(Step.More.class);
    assertThat(inbound.take(WebSocketFrame.continuationFrame(Buffer.buffer("y"), true)))
        .isInstanceOf(Step.TooLarge.class);
    assertThat(inbound.take(WebSocketFrame.textFrame("0123456789", true)))
        .isEqualTo(new Step.Whole(new Frame.Text("0123456789")));
  }

  @Test
  void doesNotReadControlFramesAsPartOfAMessage() {
    inbound.take(WebSocketFrame.textFrame("he", false));
    assertThat(inbound.take(WebSocketFrame.pingFrame(Buffer.buffer("p"))))
        .isInstanceOf(Step.Nothing.class);
    assertThat(inbound.take(WebSocketFrame.continuationFrame(Buffer.buffer("y"), true)))
        .isEqualTo(new Step.Whole(new Frame.Text("hey")));
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    Buffer broken = Buffer.buffer(new byte[] {'a', (byte) 0xC3, (byte) 0x28});
    inbound.take(WebSocketFrame.textFrame("", false));
    assertThat(inbound.take(WebSocketFrame.continuationFrame(broken, true)))
        .isInstanceOf(Step.NotUtf8.class);
  }

  @Test
  void passesBinaryOnAsItIs() {
    Step step = inbound.take(WebSocketFrame.binaryFrame(Buffer.buffer(new byte[] {1, 2}), true));
    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Whole.class,
            whole ->
                assertThat(whole.frame())
                    .isInstanceOfSatisfying(
                        Frame.Binary.class,
                        binary -> assertThat(binary.bytes()).containsExactly(1, 2)));
  }
}
