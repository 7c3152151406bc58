package dev.parley.gateway;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.util.function.Consumer;

/**
 * Cuts what comes over TCP into frames: a length of four bytes, big-endian, then as many bytes. A
 * length that is not allowed is told as soon as it is read, before anything is held for it, and
 * what follows is dropped.
 *
 * <p>Used on one event loop.
 */
final class TcpFrames implements Handler<Buffer> {
  private static final int LENGTH = 4;

  private final RecordParser parser = RecordParser.newFixed(LENGTH);
  private final Consumer<Buffer> taker;
  private final Runnable refused;
  private int max;
  private boolean inFrame;
  private boolean over;

  /**
   * @param max bytes of a frame
   * @param taker gets each frame, without its length
   * @param refused called once when a frame is empty or too large
   */
  TcpFrames(int max, Consumer<Buffer> taker, Runnable refused) {
    this.max = max;
    this.taker = taker;
    this.refused = refused;
    parser.handler(this::record);
  }

  /** Frames may have so many bytes from now on. */
  void allow(int bytes) {
    max = bytes;
  }

  @Override
  public void handle(Buffer part) {
    if (!over) {
      parser.handle(part);
    }
  }

  private void record(Buffer record) {
    if (over) {
      return;
    }
    if (inFrame) {
      inFrame = false;
      parser.fixedSizeMode(LENGTH);
      taker.accept(record);
      return;
    }
    int length = record.getInt(0);
    if (length > 0 && length <= max) {
      inFrame = true;
      parser.fixedSizeMode(length);
    } else {
      over = true;
      refused.run();
    }
  }
}
