package dev.parley.api.legacy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.api.Endpoint;
import dev.parley.api.Requests;
import dev.parley.api.Responses;
import dev.parley.api.legacy.Chats.Chat;
import dev.parley.api.legacy.Chats.Page;
import dev.parley.chat.Message;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.sessions.SessionsViews;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** System 1: the sessions of a client. */
final class SessionsApi {
  /** Of one page. */
  private static final int MAX_SESSIONS = 50;

  /**
   * Characters of messages in one page, which ends with the session that reaches it. {@link Chats}
   * bounds the messages of one session.
   */
  private static final int MAX_CHARACTERS = 2 * 1024 * 1024;

  private static final int MAX_CURSOR = 200;

  private final Callers callers;
  private final Chats chats;

  SessionsApi(Callers callers, Chats chats) {
    this.callers = callers;
    this.chats = chats;
  }

  void mount(Router router) {
    Endpoint.at(router, "/sessions/:client_id")
        .on(HttpMethod.GET, List.of(this::list))
        .on(HttpMethod.DELETE, List.of(this::delete))
        .only();
  }

  private void list(RoutingContext ctx) {
    Fields query = Requests.query(ctx);
    String cursor = query.optionalText("cursor", MAX_CURSOR);
    int limit = query.integer("limit", 1, MAX_SESSIONS, MAX_SESSIONS);
    callers
        .named(ctx, ctx.pathParam("client_id"))
        .compose(
            me ->
                chats
                    .page(me.userId(), cursor, limit)
                    .compose(page -> read(me.userId(), cursor, page)))
        .onSuccess(view -> Responses.json(ctx, 200, view))
        .onFailure(ctx::fail);
  }

  private Future<ObjectNode> read(long userId, String from, Page page) {
    ArrayNode views = JsonFrames.object().putArray("sessions");
    return read(userId, page.chats(), views, 0)
        .compose(
            all ->
                views.size() == page.chats().size()
                    ? Future.succeededFuture(page.cursor())
                    : chats.page(userId, from, views.size()).map(Page::cursor))
        .map(
            next -> {
              ObjectNode view = JsonFrames.object().set("sessions", views);
              return next == null ? view : view.put("cursor", next);
            });
  }

  /** Reads one after another, until there are enough characters. */
  private Future<Void> read(long userId, List<Chat> all, ArrayNode views, int characters) {
    if (views.size() == all.size() || characters >= MAX_CHARACTERS) {
      return Future.succeededFuture();
    }
    Chat one = all.get(views.size());
    return chats
        .messages(userId, one)
        .compose(
            messages -> {
              views.add(session(one, messages));
              int more = messages.stream().mapToInt(message -> message.content().length()).sum();
              return read(userId, all, views, characters + more);
            });
  }

  private static ObjectNode session(Chat one, List<Message> messages) {
    ObjectNode view =
        JsonFrames.object().put("session_id", one.name()).put("title", one.conversation().title());
    ArrayNode log = view.putArray("messages");
    messages.forEach(message -> log.add(SessionsViews.message(message)));
    return view;
  }

  private void delete(RoutingContext ctx) {
    String session = ctx.request().getParam("session_id");
    callers
        .named(ctx, ctx.pathParam("client_id"))
        .compose(
            me ->
                session == null
                    ? chats.deleteAll(me.userId())
                    : chats
                        .find(me.userId(), session)
                        .compose(one -> chats.delete(me.userId(), List.of(one)))
                        .map(List::size))
        .onSuccess(
            deleted ->
                Responses.json(ctx, 200, JsonFrames.object().put("deleted", deleted.intValue())))
        .onFailure(ctx::fail);
  }
}
