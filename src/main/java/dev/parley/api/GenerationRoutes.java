package dev.parley.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bus.Bus;
import dev.parley.bus.Generations;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.parley.ParleyViews;
import dev.parley.service.ChatService;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Answers in progress: how far they are, and stopping them. */
final class GenerationRoutes {
  private static final String BASE = "/api/v1/generations/:id";

  /** Behind every chunk: reads a generation without its text. */
  private static final long NO_CHUNKS = Long.MAX_VALUE;

  private final Bus bus;
  private final ChatService chat;
  private final BearerAuth auth;

  GenerationRoutes(Bus bus, ChatService chat, BearerAuth auth) {
    this.bus = bus;
    this.chat = chat;
    this.auth = auth;
  }

  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.GET, BASE, List.of(auth, this::state));
    Endpoint.mount(router, HttpMethod.POST, BASE + "/stop", List.of(auth, this::stop));
  }

  private void state(RoutingContext ctx) {
    var read = new Generations.ReadChunks(me(ctx), Requests.id(ctx, "id"), NO_CHUNKS);
    bus.request(Generations.CHUNKS, read)
        .onSuccess(found -> Responses.json(ctx, 200, view(found)))
        .onFailure(ctx::fail);
  }

  private static ObjectNode view(Generations.Chunks found) {
    ObjectNode view = JsonFrames.object();
    view.set("generation", ParleyViews.generation(found.generation()));
    view.set("message", ParleyViews.message(found.message()));
    return view;
  }

  private void stop(RoutingContext ctx) {
    chat.stop(new Generations.RequestStop(me(ctx), Requests.id(ctx, "id"), null))
        .onSuccess(stopping -> Responses.json(ctx, 202, ParleyViews.result(stopping)))
        .onFailure(ctx::fail);
  }

  private static long me(RoutingContext ctx) {
    return BearerAuth.identity(ctx).userId();
  }
}
