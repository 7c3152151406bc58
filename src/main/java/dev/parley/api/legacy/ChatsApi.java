package dev.parley.api.legacy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.api.Endpoint;
import dev.parley.api.JsonBody;
import dev.parley.api.Requests;
import dev.parley.api.Responses;
import dev.parley.api.legacy.Chats.Chat;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.chat.Message;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.actions.ActionsViews;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * System 2: chats. Ids are text. Where a path names a chat alone, {@link ChatKeys} may tell whose
 * it is. The {@code detail} of a problem is where its clients look for what went wrong.
 */
final class ChatsApi {
  private static final int MAX_NAME = 200;

  private final Bus bus;
  private final Callers callers;
  private final Chats chats;
  private final ChatKeys keys;

  ChatsApi(Bus bus, Callers callers, Chats chats, ChatKeys keys) {
    this.bus = bus;
    this.callers = callers;
    this.chats = chats;
    this.keys = keys;
  }

  /** Fixed paths go before those with an id in their place. */
  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.POST, "/api/chats", List.of(Requests.body(), this::create));
    Endpoint.mount(
        router,
        HttpMethod.POST,
        "/api/chats/batch-delete",
        List.of(Requests.body(), this::deleteSome));
    Endpoint.mount(router, HttpMethod.GET, "/api/chats/:chat_id", List.of(this::read));
    Endpoint.mount(router, HttpMethod.GET, "/api/users/:user_id/chats", List.of(this::list));
    Endpoint.mount(
        router, HttpMethod.DELETE, "/api/users/:user_id/chats/empty", List.of(this::deleteEmpty));
  }

  private void create(RoutingContext ctx) {
    Fields body = JsonBody.fields(ctx);
    String user = body.optionalName("user_id", MAX_NAME);
    String title = body.optionalText("title", MAX_NAME);
    (user == null ? callers.unnamed(ctx) : callers.named(ctx, user))
        .compose(me -> made(me.userId(), title))
        .onSuccess(chat -> Responses.json(ctx, 201, view(chat)))
        .onFailure(ctx::fail);
  }

  private Future<Chat> made(long userId, String title) {
    String name = ChatKeys.create(userId);
    return bus.request(Conversations.NAMED, new Conversations.Named(userId, name))
        .compose(
            made ->
                title == null || title.isBlank()
                    ? Future.succeededFuture(made)
                    : bus.request(
                        Conversations.UPDATE,
                        new Conversations.Update(userId, made.id(), title, null, null, null, null)))
        .map(chat -> new Chat(name, chat));
  }

  private void read(RoutingContext ctx) {
    String name = ctx.pathParam("chat_id");
    keys.owner(ctx, name)
        .compose(
            me ->
                chats
                    .find(me, name)
                    .compose(chat -> chats.messages(me, chat).map(log -> view(chat, log))))
        .onSuccess(view -> Responses.json(ctx, 200, view))
        .onFailure(ctx::fail);
  }

  private void list(RoutingContext ctx) {
    callers
        .named(ctx, ctx.pathParam("user_id"))
        .compose(me -> chats.list(me.userId()))
        .onSuccess(all -> Responses.json(ctx, 200, all.stream().map(ChatsApi::view).toList()))
        .onFailure(ctx::fail);
  }

  private void deleteSome(RoutingContext ctx) {
    List<String> names = JsonBody.fields(ctx).names("chat_ids", Conversations.MAX_BATCH);
    keys.owner(ctx, names.getFirst())
        .compose(
            me ->
                deletable(me, names)
                    .compose(found -> chats.delete(me, found))
                    .recover(error -> inWords(me, names, error)))
        .onSuccess(
            deleted ->
                Responses.json(
                    ctx,
                    200,
                    JsonFrames.object()
                        .put("deleted", deleted.size())
                        .set("chat_ids", texts(names))))
        .onFailure(ctx::fail);
  }

  /** Fails with the names of all that hinder, and of no others. */
  private Future<List<Chat>> deletable(long me, List<String> names) {
    List<Chat> found = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    Future<Void> done = Future.succeededFuture();
    for (String name : names) {
      done =
          done.compose(before -> chats.find(me, name))
              .onSuccess(found::add)
              .recover(
                  error -> {
                    if (!has(error, ErrorCode.NOT_FOUND)) {
                      return Future.failedFuture(error);
                    }
                    unknown.add(name);
                    return Future.succeededFuture();
                  })
              .mapEmpty();
    }
    return done.map(
        looked -> {
          List<String> foreign =
              found.stream().filter(one -> !one.ownedBy(me)).map(Chat::name).toList();
          refuse(unknown, foreign);
          return found;
        });
  }

  private static void refuse(List<String> unknown, List<String> foreign) {
    List<String> why = new ArrayList<>();
    if (!unknown.isEmpty()) {
      why.add("There are no such chats: " + String.join(", ", unknown));
    }
    if (!foreign.isEmpty()) {
      why.add("Not yours to delete: " + String.join(", ", foreign));
    }
    if (!why.isEmpty()) {
      ErrorCode code = unknown.isEmpty() ? ErrorCode.FORBIDDEN : ErrorCode.NOT_FOUND;
      throw new FailureException(code, String.join(". ", why));
    }
  }

  /** What became undeletable after the look is looked up again: the store knows no names. */
  private Future<List<Long>> inWords(long me, List<String> names, Throwable error) {
    return has(error, ErrorCode.FORBIDDEN) || has(error, ErrorCode.NOT_FOUND)
        ? deletable(me, names).compose(again -> Future.failedFuture(error))
        : Future.failedFuture(error);
  }

  private static boolean has(Throwable error, ErrorCode code) {
    return error instanceof FailureException refusal
        && refusal.failure() instanceof Failure(ErrorCode found, String _, Long _)
        && found == code;
  }

  private void deleteEmpty(RoutingContext ctx) {
    callers
        .named(ctx, ctx.pathParam("user_id"))
        .compose(me -> chats.deleteEmpty(me.userId()))
        .onSuccess(
            deleted ->
                Responses.json(ctx, 200, JsonFrames.object().put("deleted", deleted.intValue())))
        .onFailure(ctx::fail);
  }

  private static ObjectNode view(Chat chat) {
    return JsonFrames.object()
        .put("id", chat.name())
        .put("title", chat.conversation().title())
        .put("created_at", chat.conversation().createdAt().toString())
        .put("updated_at", chat.conversation().updatedAt().toString());
  }

  private static ObjectNode view(Chat chat, List<Message> log) {
    ObjectNode view = view(chat);
    ArrayNode messages = view.putArray("messages");
    log.forEach(message -> messages.add(ActionsViews.message(message)));
    return view;
  }

  private static ArrayNode texts(List<String> names) {
    ArrayNode texts = JsonFrames.object().putArray("names");
    names.forEach(texts::add);
    return texts;
  }
}
