package dev.parley.gateway;

import dev.parley.api.BearerAuth;
import dev.parley.api.Endpoint;
import dev.parley.api.Requests;
import dev.parley.auth.Authenticator;
import dev.parley.auth.Identity;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.chat.Generation;
import dev.parley.dialect.parley.ParleyEvents;
import dev.parley.protocol.ClientCommand.GenerationPosition;
import dev.parley.protocol.ClientCommand.Resume;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events: what is read first decides, as a problem, who may listen; from then on a
 * stream is brought in just as a socket is.
 */
final class EventRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(EventRoutes.class);

  /** Behind every chunk: reads a generation without its text. */
  private static final long NO_CHUNKS = Long.MAX_VALUE;

  private final Bus bus;
  private final Environment environment;
  private final BearerAuth auth;
  private final Joining joining;

  EventRoutes(Bus bus, Environment environment, Authenticator authenticator) {
    this.bus = bus;
    this.environment = environment;
    this.auth = BearerAuth.orInQuery(authenticator);
    this.joining = new Joining(bus);
  }

  void mount(Router router) {
    Endpoint.mount(
        router,
        HttpMethod.GET,
        "/api/v1/conversations/:id/events",
        List.of(auth, this::conversation));
    Endpoint.mount(
        router, HttpMethod.GET, "/api/v1/generations/:id/stream", List.of(auth, this::generation));
  }

  private void conversation(RoutingContext ctx) {
    long id = Requests.id(ctx, "id");
    Long after = Requests.lastEventId(ctx);
    bus.request(Conversations.OPEN, new Conversations.Open(me(ctx), id))
        .onSuccess(
            opened ->
                tell(
                    ctx,
                    ParleyEvents.ofConversation(),
                    stream ->
                        after == null
                            ? joining.join(stream, id, joined -> stream.send(first(joined)))
                            : joining.resume(stream, new Resume(Map.of(id, after), begun(opened)))))
        .onFailure(ctx::fail);
  }

  private static ServerEvent first(Result.Joined joined) {
    return new ServerEvent.Ack(null, joined);
  }

  /** Ids tell of the feed alone, so that answers in progress are told from their start. */
  private static Map<Long, GenerationPosition> begun(Conversations.Opened opened) {
    return opened.running().stream()
        .collect(
            Collectors.toMap(
                running -> running.generation().id(), running -> new GenerationPosition(0, null)));
  }

  private void generation(RoutingContext ctx) {
    long id = Requests.id(ctx, "id");
    Long last = Requests.lastEventId(ctx);
    long after = last == null ? 0 : last;
    bus.request(Generations.CHUNKS, new Generations.ReadChunks(me(ctx), id, NO_CHUNKS))
        .onSuccess(
            found -> {
              Generation generation = found.generation();
              if (generation.state().terminal() && after > generation.lastSeq()) {
                // The client has the end too; a browser would ask for ever.
                Requests.noContent(ctx);
                return;
              }
              var position = new Resume(Map.of(), Map.of(id, new GenerationPosition(after, null)));
              tell(ctx, ParleyEvents.ofGeneration(id), stream -> joining.resume(stream, position));
            })
        .onFailure(ctx::fail);
  }

  private void tell(
      RoutingContext ctx, ParleyEvents events, Function<EventStream, Future<Void>> bringIn) {
    tell(ctx, BearerAuth.identity(ctx), Narration.of(events), bringIn);
  }

  /** Tells a person one answer from its beginning to its end, in words of another dialect. */
  void answer(RoutingContext ctx, Identity identity, Generation generation, Dialect.Session words) {
    ParleyEvents events = ParleyEvents.ofGeneration(generation.id());
    var position = Map.of(generation.id(), new GenerationPosition(0, null));
    tell(
        ctx,
        identity,
        new Narration(words, events::isLast, true),
        stream -> joining.resume(stream, new Resume(Map.of(), position)));
  }

  private void tell(
      RoutingContext ctx,
      Identity identity,
      Narration narration,
      Function<EventStream, Future<Void>> bringIn) {
    EventStream stream = new EventStream(environment, ctx.response(), identity, narration);
    if (!stream.open()) {
      ctx.fail(new FailureException(ErrorCode.RATE_LIMITED, "Too many open connections"));
      return;
    }
    bringIn
        .apply(stream)
        .onSuccess(in -> stream.endUnlessAttached())
        .onFailure(
            error -> {
              LOG.warn("Could not begin to tell {}", ctx.normalizedPath(), error);
              stream.cut();
            });
  }

  private static long me(RoutingContext ctx) {
    return BearerAuth.identity(ctx).userId();
  }
}
