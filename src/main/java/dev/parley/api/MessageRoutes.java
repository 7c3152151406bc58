package dev.parley.api;

import dev.parley.api.PostedMessages.Posted;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.chat.Rating;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.parley.ParleyViews;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.service.ChatService;
import dev.parley.service.SlashCommands;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Messages. What starts an answer is answered with 202 at once: the answer is read as a stream, or
 * from the generation when it is done. A slash command is answered with 200 when it is done.
 */
final class MessageRoutes {
  private static final String BASE = "/api/v1/messages/:id";
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_KEY_LENGTH = 64;
  private static final int MAX_COMMENT_LENGTH = 2_000;

  /** Bounded by the body; the configured length of a message is a rule of the chat. */
  private static final int MAX_TEXT = Integer.MAX_VALUE;

  private final Bus bus;
  private final ChatService chat;
  private final PostedMessages posts;
  private final BearerAuth auth;

  MessageRoutes(Bus bus, ChatService chat, PostedMessages posts, BearerAuth auth) {
    this.bus = bus;
    this.chat = chat;
    this.posts = posts;
    this.auth = auth;
  }

  void mount(Router router) {
    Endpoint.at(router, "/api/v1/conversations/:id/messages")
        .on(HttpMethod.GET, List.of(auth, this::list))
        .on(HttpMethod.POST, List.of(Requests.body(), auth, this::send))
        .only();
    Endpoint.at(router, BASE)
        .on(HttpMethod.PATCH, List.of(Requests.body(), auth, this::edit))
        .on(HttpMethod.DELETE, List.of(auth, this::delete))
        .only();
    Endpoint.mount(
        router,
        HttpMethod.POST,
        BASE + "/regenerate",
        List.of(Requests.body(), auth, this::regenerate));
    Endpoint.mount(
        router, HttpMethod.PUT, BASE + "/feedback", List.of(Requests.body(), auth, this::feedback));
  }

  private void list(RoutingContext ctx) {
    Fields query = Requests.query(ctx);
    var load =
        new Conversations.LoadMessages(
            me(ctx),
            Requests.id(ctx, "id"),
            query.optionalId("before"),
            query.integer("limit", 1, 200, 50));
    chat.messages(load)
        .onSuccess(page -> Responses.json(ctx, 200, ParleyViews.result(page)))
        .onFailure(ctx::fail);
  }

  private void send(RoutingContext ctx) {
    Fields body = JsonBody.fields(ctx);
    var send =
        new Conversations.Send(
            me(ctx),
            Requests.id(ctx, "id"),
            body.text("content", MAX_TEXT),
            isNote(body),
            key(ctx, body),
            body.optionalId("parent_id"),
            body.optionalText("model", MAX_NAME_LENGTH),
            body.flag("respond", true));
    posts
        .post(ctx, send)
        .onSuccess(
            posted -> {
              switch (posted) {
                case Posted.Stored(var sent) -> accepted(ctx, sent);
                case Posted.Command(var answer) -> answered(ctx, send.conversationId(), answer);
              }
            })
        .onFailure(ctx::fail);
  }

  /** A command that was not done is a problem, with the reason as its detail. */
  private static void answered(RoutingContext ctx, long id, SlashCommands.Answer answer) {
    if (answer.failure() == null) {
      Responses.json(ctx, 200, ParleyViews.command(id, answer.outcome()));
    } else {
      ctx.fail(answer.failure().asException());
    }
  }

  private static boolean isNote(Fields body) {
    String type = body.optionalText("message_type", MAX_NAME_LENGTH);
    return switch (type == null ? "user" : type) {
      case "user" -> false;
      case "note" -> true;
      default -> throw Fields.invalid("message_type", "must be \"user\" or \"note\"");
    };
  }

  /** The header that says it for any API, or the field of the native dialect. */
  private static String key(RoutingContext ctx, Fields body) {
    String header = ctx.request().getHeader("Idempotency-Key");
    return header == null
        ? body.optionalText("client_message_id", MAX_KEY_LENGTH)
        : new Fields(JsonFrames.object().put("Idempotency-Key", header))
            .text("Idempotency-Key", MAX_KEY_LENGTH);
  }

  private void edit(RoutingContext ctx) {
    String content = JsonBody.fields(ctx).text("content", MAX_TEXT);
    chat.edit(new Conversations.Edit(me(ctx), Requests.id(ctx, "id"), content))
        .onSuccess(sent -> accepted(ctx, sent))
        .onFailure(ctx::fail);
  }

  private void delete(RoutingContext ctx) {
    chat.delete(new Conversations.DeleteMessage(me(ctx), Requests.id(ctx, "id")))
        .onSuccess(deleted -> Responses.noContent(ctx))
        .onFailure(ctx::fail);
  }

  private void regenerate(RoutingContext ctx) {
    Fields body = JsonBody.fields(ctx);
    String model = body.optionalText("model", MAX_NAME_LENGTH);
    boolean again = !body.flag("continue", false);
    chat.respond(new Conversations.Respond(me(ctx), null, Requests.id(ctx, "id"), model, again))
        .onSuccess(answer -> accepted(ctx, answer))
        .onFailure(ctx::fail);
  }

  private void feedback(RoutingContext ctx) {
    Fields body = JsonBody.fields(ctx);
    var feedback =
        new Conversations.Feedback(
            me(ctx),
            Requests.id(ctx, "id"),
            rating(body.optionalText("rating", MAX_NAME_LENGTH)),
            body.optionalText("comment", MAX_COMMENT_LENGTH));
    bus.request(Conversations.FEEDBACK, feedback)
        .onSuccess(given -> Responses.noContent(ctx))
        .onFailure(ctx::fail);
  }

  private static Rating rating(String rating) {
    return switch (rating) {
      case null -> null;
      case "up" -> Rating.UP;
      case "down" -> Rating.DOWN;
      default -> throw Fields.invalid("rating", "must be \"up\", \"down\" or null");
    };
  }

  private static void accepted(RoutingContext ctx, Result result) {
    Responses.json(ctx, 202, ParleyViews.result(result));
  }

  private static long me(RoutingContext ctx) {
    return BearerAuth.identity(ctx).userId();
  }
}
