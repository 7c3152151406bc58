package dev.parley.gateway;

import dev.parley.protocol.Frame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Puts WebSocket fragments together to messages, within a bound. A message above the bound is
 * swallowed to its end, without being kept, so that the connection can go on behind it.
 */
final class Inbound {
  /** What a fragment led to. */
  sealed interface Step {
    /** The message is whole. */
    record Whole(Frame frame) implements Step {}

    /** The message was larger than the bound, and is over. */
    record TooLarge() implements Step {}

    /**
     * Text that is not UTF-8, which RFC 6455 section 8.1 answers with the end of the connection.
     */
    record NotUtf8() implements Step {}

    /** More fragments are to come. */
    record More() implements Step {}

    /** A control frame, or a continuation of nothing. */
    record Nothing() implements Step {}
  }

  private int textBytes;
  private int binaryBytes;
  private Buffer message;
  private boolean text;
  private boolean open;
  private boolean tooLarge;

  /**
   * @param textBytes of a text message
   * @param binaryBytes of a binary message
   */
  Inbound(int textBytes, int binaryBytes) {
    this.textBytes = textBytes;
    this.binaryBytes = binaryBytes;
  }

  /** The bounds from now on, as in the constructor. */
  void allow(int textBytes, int binaryBytes) {
    this.textBytes = textBytes;
    this.binaryBytes = binaryBytes;
  }

  /** Whether the message that came last is binary. */
  boolean isBinary() {
    return !text;
  }

  Step take(WebSocketFrame frame) {
    switch (frame.type()) {
      case TEXT, BINARY -> {
        text = frame.isText();
        open = true;
        tooLarge = false;
        message = null;
      }
      case CONTINUATION -> {
        if (!open) {
          return new Step.Nothing();
        }
      }
      case CLOSE, PING, PONG -> {
        return new Step.Nothing();
      }
    }
    append(frame.binaryData(), frame.isFinal());
    if (!frame.isFinal()) {
      return new Step.More();
    }
    open = false;
    Buffer whole = message;
    message = null;
    return tooLarge ? new Step.TooLarge() : finished(whole.getBytes());
  }

  private void append(Buffer part, boolean last) {
    int length = message == null ? 0 : message.length();
    if (tooLarge || (long) length + part.length() > (text ? textBytes : binaryBytes)) {
      tooLarge = true;
      message = null;
    } else if (message == null) {
      message = last ? part : Buffer.buffer().appendBuffer(part);
    } else {
      message.appendBuffer(part);
    }
  }

  private Step finished(byte[] bytes) {
    if (!text) {
      return new Step.Whole(new Frame.Binary(bytes));
    }
    try {
      return new Step.Whole(
          new Frame.Text(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()));
    } catch (CharacterCodingException e) {
      return new Step.NotUtf8();
    }
  }
}
