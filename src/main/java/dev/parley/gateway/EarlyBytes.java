package dev.parley.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Counts what a client sends before it is known who it is. A frame is held whole by the codec until
 * its last byte is there, and may be as large as a picture: this keeps that from those who have
 * still to show who they are. What comes above the bound is dropped unread.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {
  /** Room for a token, and for a few commands sent along with it. */
  static final int MAX_BYTES = 256 * 1024;

  private final long maxBytes;
  private final Runnable tooMany;
  private long bytes;
  private boolean signedIn;

  /** Lets {@value #MAX_BYTES} bytes pass before. */
  EarlyBytes(Runnable tooMany) {
    this(MAX_BYTES, tooMany);
  }

  /**
   * @param maxBytes that pass before
   * @param tooMany called once, on the thread of the connection
   */
  EarlyBytes(long maxBytes, Runnable tooMany) {
    this.maxBytes = maxBytes;
    this.tooMany = tooMany;
  }

  /** From now on everything passes. */
  void signedIn() {
    signedIn = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (signedIn || !(message instanceof ByteBuf part)) {
      ctx.fireChannelRead(message);
      return;
    }
    boolean before = bytes > maxBytes;
    bytes += part.readableBytes();
    if (bytes <= maxBytes) {
      ctx.fireChannelRead(message);
      return;
    }
    part.release();
    if (!before) {
      tooMany.run();
    }
  }
}
