package dev.parley.gateway;

import dev.parley.attachment.Uploads;
import dev.parley.config.LimitsConfig;
import dev.parley.limits.Rate;
import dev.parley.limits.TokenBucket;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.Frame;
import io.vertx.core.http.WebSocketFrame;
import java.util.concurrent.TimeUnit;

/**
 * The reading side of one WebSocket: what its frames say, and which frames may come. Frames are
 * metered, and bounded in size; a binary frame may be larger when it was announced.
 *
 * <p>Used on one event loop.
 */
final class Inbox {
  private final LimitsConfig limits;
  private final Dialect.Session session;
  private final Inbound inbound;
  private final TokenBucket frames;
  private Announced announced;

  Inbox(LimitsConfig limits, Dialect.Session session) {
    this.limits = limits;
    this.session = session;
    this.inbound = new Inbound(limits.frameBytes(), limits.frameBytes());
    this.frames = new TokenBucket(Rate.perSecond(limits.framesPerSecond(), limits.frameBurst()));
  }

  /**
   * A binary frame is to come.
   *
   * @param requestId of the command that said so; nullable
   */
  private record Announced(String requestId) {}

  /** What a part of a frame leads to. */
  sealed interface Read {
    /** A ping or the like, which asks for no other frame. */
    record Nothing() implements Read {}

    /** The rest of the frame is to come. */
    record More() implements Read {}

    /** It says nothing that concerns the server. */
    record Ignored() implements Read {}

    record Fatal(CloseCode code) implements Read {}

    /**
     * @param requestId nullable
     */
    record Refused(String requestId, Failure failure) implements Read {}

    /**
     * @param requestId nullable
     */
    record Command(String requestId, ClientCommand command) implements Read {}
  }

  Read take(WebSocketFrame fragment) {
    return switch (inbound.take(fragment)) {
      case Inbound.Step.Nothing _ -> new Read.Nothing();
      case Inbound.Step.More _ -> new Read.More();
      case Inbound.Step.NotUtf8 _ -> new Read.Fatal(CloseCode.INVALID_PAYLOAD);
      case Inbound.Step.TooLarge _ ->
          new Read.Refused(
              inbound.isBinary() ? takeAnnounced() : null,
              new Failure(ErrorCode.FRAME_TOO_LARGE, "The frame has more bytes than it may have"));
      case Inbound.Step.Whole(Frame frame) -> read(frame);
    };
  }

  private Read read(Frame frame) {
    long waitNanos = frames.take(1);
    Decoded decoded = session.decode(frame);
    if (announced == null) {
      // The frame may have decided the dialect, and with it what may come next.
      allowFrames(limits.frameBytes());
    }
    return switch (decoded) {
      case Decoded.Ignored _ -> new Read.Ignored();
      case Decoded.Rejected(String requestId, Failure failure) ->
          new Read.Refused(requestId, failure);
      case Decoded.Command(String _, ClientCommand.Upload _)
          when announced == null && !session.carriesPictures() ->
          new Read.Refused(
              null,
              new Failure(
                  ErrorCode.UNSUPPORTED_MEDIA, "No attachment was announced for a binary frame"));
      case Decoded.Command(String ownId, ClientCommand command) -> {
        String requestId =
            command instanceof ClientCommand.Upload && announced != null ? takeAnnounced() : ownId;
        yield waitNanos > 0
            ? new Read.Refused(requestId, tooMany(waitNanos))
            : new Read.Command(requestId, command);
      }
    };
  }

  private static Failure tooMany(long waitNanos) {
    long waitMs = Math.max(1, TimeUnit.NANOSECONDS.toMillis(waitNanos));
    return new Failure(ErrorCode.RATE_LIMITED, "Too many frames", waitMs);
  }

  /** Now frames may come that only a person may send. */
  void signedIn() {
    allowFrames(limits.frameBytes());
  }

  /** The next binary frame may have so many bytes; {@code requestId} is answered for it. */
  void announce(String requestId, int bytes) {
    announced = new Announced(requestId);
    allowFrames(bytes);
  }

  private String takeAnnounced() {
    String requestId = announced == null ? null : announced.requestId();
    announced = null;
    allowFrames(limits.frameBytes());
    return requestId;
  }

  /** Of a text frame with a picture in it: base64 takes a third more. */
  static int pictureFrameBytes(LimitsConfig limits) {
    return Uploads.encodedBytes(limits.attachmentBytes()) + limits.frameBytes();
  }

  private void allowFrames(int binaryBytes) {
    if (session.carriesPictures()) {
      inbound.allow(pictureFrameBytes(limits), Math.max(binaryBytes, limits.attachmentBytes()));
    } else {
      inbound.allow(limits.frameBytes(), binaryBytes);
    }
  }
}
