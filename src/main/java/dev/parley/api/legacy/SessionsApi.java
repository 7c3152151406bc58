package dev.parley.api.legacy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.api.Endpoint;
import dev.parley.api.Responses;
import dev.parley.api.legacy.Chats.Chat;
import dev.parley.chat.Message;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.sessions.SessionsViews;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** System 1: the sessions of a client. */
final class SessionsApi {
  /** With their messages; older ones are reached by their ids alone. */
  private static final int MAX_SESSIONS = 50;

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
    callers
        .named(ctx, ctx.pathParam("client_id"))
        .compose(me -> chats.list(me.userId()).compose(all -> sessions(me.userId(), all)))
        .onSuccess(
            sessions -> Responses.json(ctx, 200, JsonFrames.object().set("sessions", sessions)))
        .onFailure(ctx::fail);
  }

  private Future<ArrayNode> sessions(long userId, List<Chat> all) {
    ArrayNode views = JsonFrames.object().putArray("sessions");
    Future<Void> done = Future.succeededFuture();
    for (Chat one : all.subList(0, Math.min(all.size(), MAX_SESSIONS))) {
      done =
          done.compose(before -> chats.messages(userId, one))
              .onSuccess(messages -> views.add(session(one, messages)))
              .mapEmpty();
    }
    return done.map(read -> views);
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
