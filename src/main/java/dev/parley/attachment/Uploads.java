package dev.parley.attachment;

import dev.parley.bus.Attachments;
import dev.parley.bus.Bus;
import dev.parley.chat.Attachment;
import dev.parley.limits.Decision;
import dev.parley.limits.RateLimiter;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Takes pictures in: looks at them, makes thumbnails off the event loop, and stores both. Uploads
 * at once are bounded for all and for each person; more are refused with RATE_LIMITED. Used on one
 * event loop.
 */
public final class Uploads {
  private static final int MAX_AT_ONCE = 16;
  private static final int MAX_OF_ONE_PERSON = 4;
  private static final int MAX_ID_DIGITS = 18;
  private static final long BUSY_RETRY_MS = 2_000;
  private static final int WORKERS = 2;
  private static final long MAX_WORK_S = 30;

  private final Bus bus;
  private final RateLimiter limiter;
  private final int maxBytes;
  private final WorkerExecutor workers;
  private final Map<Long, Integer> underWay = new HashMap<>();
  private int all;

  /**
   * Made on a verticle's context.
   *
   * @param limiter meters pictures by person
   * @param maxBytes of one picture
   */
  public Uploads(Vertx vertx, Bus bus, RateLimiter limiter, int maxBytes) {
    this.bus = bus;
    this.limiter = limiter;
    this.maxBytes = maxBytes;
    this.workers =
        vertx.createSharedWorkerExecutor("parley-pictures", WORKERS, MAX_WORK_S, TimeUnit.SECONDS);
  }

  /** Most bytes of one picture. */
  public int maxBytes() {
    return maxBytes;
  }

  /**
   * Stores a picture for a person. Fails with FRAME_TOO_LARGE, UNSUPPORTED_MEDIA, QUOTA_EXCEEDED or
   * RATE_LIMITED.
   *
   * @param body is read only once there is room for it
   */
  public Future<Attachment> take(long userId, Supplier<Future<byte[]>> body) {
    int mine = underWay.getOrDefault(userId, 0);
    if (all >= MAX_AT_ONCE || mine >= MAX_OF_ONE_PERSON) {
      return Future.failedFuture(
          new Failure(ErrorCode.RATE_LIMITED, "Too many pictures at once", BUSY_RETRY_MS)
              .asException());
    }
    all++;
    underWay.put(userId, mine + 1);
    return metered(userId)
        .compose(allowed -> body.get())
        .compose(bytes -> store(userId, bytes))
        .onComplete(
            done -> {
              all--;
              underWay.computeIfPresent(userId, (id, count) -> count == 1 ? null : count - 1);
            });
  }

  /**
   * The attachment that a client means by a text: a data URL, which is stored; an http or https
   * URL, which is noted and never fetched by this server; or the id of an attachment. Fails as
   * {@link #take}, and with INVALID_FIELD for any other text.
   */
  public Future<Long> resolve(long userId, String image) {
    String start = image.substring(0, Math.min(8, image.length())).toLowerCase(Locale.ROOT);
    if (start.startsWith(DataUrl.SCHEME)) {
      return take(userId, () -> Future.succeededFuture(DataUrl.decode(image, maxBytes)))
          .map(Attachment::id);
    }
    if (start.startsWith("http://") || start.startsWith("https://")) {
      return metered(userId)
          .compose(allowed -> bus.request(Attachments.LINK, new Attachments.Link(userId, image)))
          .map(Attachment::id);
    }
    if (image.length() <= MAX_ID_DIGITS && image.matches("[1-9][0-9]*")) {
      return Future.succeededFuture(Long.valueOf(image));
    }
    return Future.failedFuture(
        new FailureException(
            ErrorCode.INVALID_FIELD, "image must be a data URL, an http(s) URL or an id"));
  }

  /** How much room a picture of so many bytes takes as base64. */
  public static int encodedBytes(int bytes) {
    return Math.ceilDiv(bytes, 3) * 4;
  }

  /** The refusal of a picture above the bound. */
  public static FailureException tooLarge(int maxBytes) {
    return new FailureException(
        ErrorCode.FRAME_TOO_LARGE, "A picture may have " + maxBytes + " bytes");
  }

  private Future<Void> metered(long userId) {
    return limiter
        .take("attachment:" + userId, 1)
        .compose(
            decision ->
                switch (decision) {
                  case Decision.Allowed _ -> Future.succeededFuture();
                  case Decision.Refused refused -> Future.failedFuture(refused.asException());
                });
  }

  private Future<Attachment> store(long userId, byte[] bytes) {
    if (bytes.length > maxBytes) {
      return Future.failedFuture(tooLarge(maxBytes));
    }
    return workers
        .executeBlocking(() -> Prepared.of(userId, bytes), false)
        .compose(
            prepared ->
                bus.request(Attachments.BEGIN, prepared.begin())
                    .compose(
                        begun ->
                            append(userId, begun.id(), false, bytes, 0)
                                .compose(
                                    stored ->
                                        append(
                                            userId,
                                            begun.id(),
                                            true,
                                            prepared.thumbnail().bytes(),
                                            0))
                                .compose(
                                    stored ->
                                        bus.request(
                                            Attachments.FINISH,
                                            new Attachments.Finish(userId, begun.id())))));
  }

  private Future<Void> append(long userId, long id, boolean thumbnail, byte[] bytes, int n) {
    int from = n * Attachments.CHUNK_BYTES;
    if (from >= bytes.length) {
      return Future.succeededFuture();
    }
    byte[] data =
        Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + Attachments.CHUNK_BYTES));
    return bus.request(Attachments.APPEND, new Attachments.Append(userId, id, thumbnail, n, data))
        .compose(done -> append(userId, id, thumbnail, bytes, n + 1));
  }

  /** A picture that was looked at. */
  private record Prepared(Attachments.Begin begin, Thumbnail thumbnail) {
    static Prepared of(long userId, byte[] bytes) throws NoSuchAlgorithmException {
      Picture picture = Picture.of(bytes);
      Thumbnail thumbnail = Thumbnail.of(bytes, picture);
      return new Prepared(
          new Attachments.Begin(
              userId,
              picture.kind().mediaType(),
              bytes.length,
              picture.width(),
              picture.height(),
              HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)),
              thumbnail.kind().mediaType(),
              thumbnail.bytes().length),
          thumbnail);
    }
  }
}
