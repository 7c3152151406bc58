package dev.parley.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Counts what a client sends before it has shown who it is. A frame is held whole by the codec
 * until its last byte is there, and may be as large as a picture: this keeps that from those who
 * have not signed in. What comes above the bound is dropped unread.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {
  /** Room for a token, and for a few commands sent along with it. */
  static final int MAX_BYTES = 256 * 1024;

  private final Runnable tooMany;
  private long bytes;
  private boolean signedIn;

  /**
   * @param tooMany called once, on the thread of the connection
   */
  EarlyBytes(Runnable tooMany) {
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
    boolean before = bytes > MAX_BYTES;
    bytes += part.readableBytes();
    if (bytes <= MAX_BYTES) {
      ctx.fireChannelRead(message);
      return;
    }
    part.release();
    if (!before) {
      tooMany.run();
    }
  }
}
