package dev.parley.api;

import dev.parley.attachment.ImageKind;
import dev.parley.attachment.Uploads;
import dev.parley.auth.Authenticator;
import dev.parley.bus.Attachments;
import dev.parley.bus.Attachments.Found;
import dev.parley.bus.Bus;
import dev.parley.chat.Attachment;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /api/v1/attachments}: pictures in and out. */
public final class AttachmentRoutes {
  private static final String BASE = "/api/v1/attachments";

  /** Asked for each time, because who may see it changes: the tag saves sending it again. */
  private static final String CACHE = "private, no-cache";

  private final Bus bus;
  private final Uploads uploads;
  private final BearerAuth headerAuth;
  private final BearerAuth anyAuth;

  public AttachmentRoutes(Bus bus, Authenticator authenticator, Uploads uploads) {
    this.bus = bus;
    this.uploads = uploads;
    this.headerAuth = new BearerAuth(authenticator);
    this.anyAuth = BearerAuth.orInQuery(authenticator);
  }

  /** Adds the routes to a router that answers failures with problems. */
  public void mount(Router router) {
    Endpoint.mount(
        router, HttpMethod.POST, BASE, List.of(AttachmentRoutes::hold, headerAuth, this::upload));
    Endpoint.mount(
        router, HttpMethod.GET, BASE + "/:id", List.of(anyAuth, ctx -> serve(ctx, false)));
    Endpoint.mount(
        router, HttpMethod.GET, BASE + "/:id/thumbnail", List.of(anyAuth, ctx -> serve(ctx, true)));
  }

  /** Nothing of the body is read before it is known whose it is. */
  private static void hold(RoutingContext ctx) {
    ctx.request().pause();
    ctx.addEndHandler(answered -> Leftover.drop(ctx.vertx(), ctx.request()));
    ctx.next();
  }

  private void upload(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    uploads
        .take(
            BearerAuth.identity(ctx).userId(),
            () -> UploadBody.read(ctx.vertx(), request, uploads.maxBytes()))
        .onSuccess(attachment -> Responses.json(ctx, 201, new Taken(View.of(attachment))))
        .onFailure(ctx::fail);
  }

  private void serve(RoutingContext ctx, boolean thumbnail) {
    long userId = BearerAuth.identity(ctx).userId();
    Future.succeededFuture()
        .compose(start -> bus.request(Attachments.FIND, new Attachments.Find(userId, id(ctx))))
        .compose(found -> serve(ctx, new Download(userId, found, thumbnail)))
        .onFailure(ctx::fail);
  }

  private static long id(RoutingContext ctx) {
    String id = ctx.pathParam("id");
    if (!id.matches("[1-9][0-9]{0,17}")) {
      throw notFound();
    }
    return Long.parseLong(id);
  }

  private Future<Void> serve(RoutingContext ctx, Download download) {
    if (download.found.attachment().externalUrl() != null) {
      throw notFound();
    }
    HttpServerResponse response = ctx.response();
    if (download.tag().equals(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
      return describe(response, download).setStatusCode(304).end();
    }
    return chunk(download, 0)
        .compose(
            first -> {
              // Pictures are compressed already.
              describe(response, download)
                  .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY)
                  .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(download.bytes()));
              return send(response, download, first, 1);
            });
  }

  private static HttpServerResponse describe(HttpServerResponse response, Download download) {
    return response
        .putHeader(HttpHeaders.CONTENT_TYPE, download.mediaType())
        .putHeader("Content-Disposition", "inline; filename=\"" + download.name() + "\"")
        .putHeader(HttpHeaders.CACHE_CONTROL, CACHE)
        .putHeader(HttpHeaders.ETAG, download.tag());
  }

  /** The next chunk is read when the one before has left, however slow the client is. */
  private Future<Void> send(
      HttpServerResponse response, Download download, Buffer chunk, int next) {
    if ((long) next * Attachments.CHUNK_BYTES >= download.bytes()) {
      return response.end(chunk);
    }
    return response
        .write(chunk)
        .compose(written -> chunk(download, next))
        .compose(following -> send(response, download, following, next + 1));
  }

  private Future<Buffer> chunk(Download download, int n) {
    return bus.request(
            Attachments.CHUNK,
            new Attachments.ReadChunk(
                download.userId, download.found.attachment().id(), download.thumbnail, n))
        .map(chunk -> Buffer.buffer(chunk.data()));
  }

  private static FailureException notFound() {
    return new FailureException(ErrorCode.NOT_FOUND, "There is no such thing");
  }

  /** One of the two versions of a picture, on its way to a person. */
  private record Download(long userId, Found found, boolean thumbnail) {
    String mediaType() {
      return thumbnail ? found.thumbnailType() : found.attachment().mediaType();
    }

    long bytes() {
      return thumbnail ? found.thumbnailBytes() : found.attachment().bytes();
    }

    String tag() {
      return "\"" + found.sha256() + (thumbnail ? "-small\"" : "\"");
    }

    String name() {
      String extension = ImageKind.ofMediaType(mediaType()).map(ImageKind::extension).orElse("bin");
      return "picture-" + found.attachment().id() + (thumbnail ? "-small." : ".") + extension;
    }
  }

  private record Taken(View attachment) {}

  private record View(
      long id,
      String mediaType,
      long bytes,
      int width,
      int height,
      String url,
      String thumbnailUrl) {
    static View of(Attachment attachment) {
      return new View(
          attachment.id(),
          attachment.mediaType(),
          attachment.bytes(),
          attachment.width(),
          attachment.height(),
          attachment.url(),
          attachment.thumbnailUrl());
    }
  }
}
