package dev.parley.gateway;

import dev.parley.config.LimitsConfig;
import dev.parley.limits.Rate;
import dev.parley.limits.TokenBucket;
import dev.parley.protocol.CloseCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the SockJS bridge has no bound for: bytes of a message and frames per second, whatever is in
 * them; whoever exceeds one is cut off. A program that does not read what it was sent is not read
 * from either, so that answers do not pile up; without its pings the bridge ends the line then.
 *
 * <p>Used on the event loop of its channel.
 */
final class BridgeBound extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(BridgeBound.class);

  /** Bytes of a message of a program that serves. */
  private static final int MAX_SERVED = 8 << 20;

  private final EarlyBytes early = new EarlyBytes(this::cut);
  private final Channel channel;
  private int messageBytes;
  private final TokenBucket frames;
  private long bytes;
  private boolean over;

  private BridgeBound(Channel channel, LimitsConfig limits) {
    this.channel = channel;
    this.messageBytes = limits.frameBytes();
    this.frames = new TokenBucket(Rate.perSecond(limits.framesPerSecond(), limits.frameBurst()));
  }

  /** Bounds a connection that is about to become a WebSocket. */
  static BridgeBound install(Channel channel, LimitsConfig limits) {
    BridgeBound bound = new BridgeBound(channel, limits);
    channel
        .config()
        .setWriteBufferWaterMark(
            new WriteBufferWaterMark(limits.outboundBytes() / 2, limits.outboundBytes()));
    channel.pipeline().addFirst(bound.early).addBefore("handler", "bridge-bound", bound);
    return bound;
  }

  /** The codec may hold a large frame from now on; what comes of it is bounded all the same. */
  void signedIn() {
    early.signedIn();
  }

  /** It serves: from now on there is room for the longest result of a tool. */
  void serves() {
    messageBytes = Math.max(messageBytes, MAX_SERVED);
  }

  /** Whether the program does not read what it was sent. */
  boolean isFull() {
    return !channel.isWritable();
  }

  /** As if the network had failed: what was not read would keep an orderly close waiting. */
  void cut() {
    if (channel.isOpen()) {
      channel
          .pipeline()
          .firstContext()
          .close()
          .addListener(cut -> LOG.debug("Connection cut: {}", cut.isSuccess()));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof WebSocketFrame frame)) {
      ctx.fireChannelRead(message);
      return;
    }
    bytes += frame.content().readableBytes();
    CloseCode fault = over ? null : fault();
    if (fault == null && !over) {
      bytes = frame.isFinalFragment() ? 0 : bytes;
      ctx.fireChannelRead(message);
      channel.config().setAutoRead(channel.isWritable());
      return;
    }
    ReferenceCountUtil.release(message);
    if (!over) {
      over = true;
      ctx.writeAndFlush(new CloseWebSocketFrame(fault.code(), fault.reason()))
          .addListener(told -> cut());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      channel.config().setAutoRead(true);
    }
    ctx.fireChannelWritabilityChanged();
  }

  /** Null when all is well. */
  private CloseCode fault() {
    if (bytes > messageBytes) {
      return CloseCode.MESSAGE_TOO_BIG;
    }
    return frames.tryTake() ? null : CloseCode.TOO_MANY_FRAMES;
  }
}
