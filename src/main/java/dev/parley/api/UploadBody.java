package dev.parley.api;

import dev.parley.attachment.Uploads;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * The file that a request brings, as its body or as the first file of a form. It is held once, and
 * never more of it than the bound.
 */
final class UploadBody {
  private static final long PATIENCE_MS = 60_000;

  /** What a form has around its file. */
  private static final int FORM_BYTES = 64 * 1024;

  private final int maxBytes;
  private final Promise<byte[]> whole = Promise.promise();
  private final Buffer file = Buffer.buffer();
  private boolean found;
  private long total;

  private UploadBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a request that is paused. Fails with UNSUPPORTED_MEDIA, FRAME_TOO_LARGE, INVALID_FIELD
   * when a form has no file, INVALID_FRAME when the body ends early or takes more than a minute.
   */
  static Future<byte[]> read(Vertx vertx, HttpServerRequest request, int maxBytes) {
    return new UploadBody(maxBytes).read(vertx, request);
  }

  private Future<byte[]> read(Vertx vertx, HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String type = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
    boolean form = type.startsWith("multipart/form-data");
    if (!form && !type.startsWith("image/") && !type.startsWith("application/octet-stream")) {
      return Future.failedFuture(
          new FailureException(
              ErrorCode.UNSUPPORTED_MEDIA, "The body must be image/* or multipart/form-data"));
    }
    request.exceptionHandler(gone -> whole.tryFail(cutOff()));
    request.endHandler(end -> ended());
    if (form) {
      readForm(request);
    } else {
      found = true;
      request.handler(this::add);
    }
    long timer = vertx.setTimer(PATIENCE_MS, late -> whole.tryFail(cutOff()));
    request.resume();
    return whole.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private void readForm(HttpServerRequest request) {
    request.setExpectMultipart(true);
    request.handler(
        part -> {
          total += part.length();
          if (total > (long) maxBytes + FORM_BYTES) {
            whole.tryFail(Uploads.tooLarge(maxBytes));
          }
        });
    request.uploadHandler(
        upload -> {
          if (!found) {
            found = true;
            upload.handler(this::add);
          }
          upload.exceptionHandler(gone -> whole.tryFail(cutOff()));
        });
  }

  private void add(Buffer part) {
    if (whole.future().isComplete()) {
      return;
    }
    if ((long) file.length() + part.length() > maxBytes) {
      whole.tryFail(Uploads.tooLarge(maxBytes));
    } else {
      file.appendBuffer(part);
    }
  }

  private void ended() {
    if (found) {
      whole.tryComplete(file.getBytes());
    } else {
      whole.tryFail(new FailureException(ErrorCode.INVALID_FIELD, "The form has no file"));
    }
  }

  private static FailureException cutOff() {
    return new FailureException(ErrorCode.INVALID_FRAME, "The upload did not come to its end");
  }
}
