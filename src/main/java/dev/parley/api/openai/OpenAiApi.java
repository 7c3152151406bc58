package dev.parley.api.openai;

import dev.parley.api.Endpoint;
import dev.parley.api.Responses;
import dev.parley.attachment.Uploads;
import dev.parley.auth.KeyHolders;
import dev.parley.bus.ApiKeys.Scope;
import dev.parley.bus.Asking;
import dev.parley.bus.Bus;
import dev.parley.limits.Decision;
import dev.parley.limits.RateLimiter;
import dev.parley.service.Moderator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * {@code /v1}: what programs that speak to OpenAI's API need of it, for holders of API keys. Errors
 * are told in its shape too.
 */
public final class OpenAiApi {
  private static final String COMPLETIONS = "/v1/chat/completions";
  private static final String MODELS = "/v1/models";

  /** What a body may have besides one picture of the greatest size. */
  private static final int MAX_WORDS_BYTES = 2 * 1024 * 1024;

  private final Bus bus;
  private final KeyHolders holders;
  private final RateLimiter limiter;
  private final Moderator moderator;
  private final ChatRequestReader reader;
  private final ModelList models;
  private final Asker asker;
  private final int maxBody;

  /**
   * @param limiter meters answers by person, together with messages
   * @param moderator looks at the newest message of a person
   * @param maxPictureBytes of one picture in a message
   */
  public OpenAiApi(
      Vertx vertx,
      Bus bus,
      KeyHolders holders,
      RateLimiter limiter,
      Moderator moderator,
      int maxPictureBytes) {
    this.bus = bus;
    this.holders = holders;
    this.limiter = limiter;
    this.moderator = moderator;
    this.reader = new ChatRequestReader(maxPictureBytes);
    this.models = new ModelList(bus);
    this.asker = new Asker(vertx, bus);
    this.maxBody = Uploads.encodedBytes(maxPictureBytes) + MAX_WORDS_BYTES;
  }

  public void mount(Router router) {
    // Before the failure handler of all other routes.
    router.route("/v1/*").order(-1).failureHandler(Errors::handle);
    KeyAuth mayList = new KeyAuth(holders, Scope.MODELS);
    // A route of its own, because the body must not be read for strangers.
    router.post(COMPLETIONS).handler(new KeyAuth(holders, Scope.CHAT));
    Endpoint.mount(
        router,
        HttpMethod.POST,
        COMPLETIONS,
        List.of(BodyHandler.create(false).setBodyLimit(maxBody), this::complete));
    Endpoint.mount(router, HttpMethod.GET, MODELS, List.of(mayList, this::list));
    Endpoint.mount(router, HttpMethod.GET, MODELS + "/:id", List.of(mayList, this::find));
    router.route("/v1/*").handler(ctx -> ctx.fail(404));
  }

  private void list(RoutingContext ctx) {
    models
        .all()
        .onSuccess(all -> Responses.json(ctx, 200, new Shapes.Models("list", all)))
        .onFailure(ctx::fail);
  }

  private void find(RoutingContext ctx) {
    models
        .find(ctx.pathParam("id"))
        .onSuccess(model -> Responses.json(ctx, 200, model))
        .onFailure(ctx::fail);
  }

  private void complete(RoutingContext ctx) {
    long userId = KeyAuth.holder(ctx).userId();
    metered(userId)
        .compose(in -> ctx.vertx().executeBlocking(() -> reader.read(ctx.body().buffer()), false))
        .compose(request -> models.choose(request.model()).map(request::withModel))
        .compose(request -> moderated(userId, request))
        .onSuccess(request -> answer(ctx, userId, request))
        .onFailure(ctx::fail);
  }

  /** What was said before was looked at when it was the newest. */
  private Future<ChatRequest> moderated(long userId, ChatRequest request) {
    int newest = request.turns().size() - 1;
    while (newest >= 0 && request.turns().get(newest).speaker() != Asking.Speaker.USER) {
      newest--;
    }
    if (newest < 0) {
      return Future.succeededFuture(request);
    }
    int place = newest;
    String content = request.turns().get(place).content();
    return moderator
        .look(new Moderator.Text("prompt", userId, null, null, content))
        .map(text -> request.saying(place, text));
  }

  private void answer(RoutingContext ctx, long userId, ChatRequest request) {
    if (ctx.response().closed()) {
      return;
    }
    var head =
        new Shapes.Head(
            "chatcmpl-" + UUID.randomUUID(), Instant.now().getEpochSecond(), request.model());
    Hearer told =
        request.stream()
            ? new StreamedAnswer(ctx, head, request.includeUsage())
            : new WholeAnswer(ctx, head);
    Hearer hearer = request.store() ? new KeptAnswer(bus, userId, request, told) : told;
    Runnable cancel = asker.ask(userId, request, hearer);
    ctx.response().closeHandler(gone -> cancel.run());
  }

  private Future<Void> metered(long userId) {
    return limiter
        .take("message:" + userId)
        .compose(
            decision ->
                switch (decision) {
                  case Decision.Allowed _ -> Future.succeededFuture();
                  case Decision.Refused refused -> Future.failedFuture(refused.asException());
                });
  }
}
