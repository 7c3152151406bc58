package dev.parley.store;

import dev.parley.bus.Address;
import dev.parley.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The addresses that a store verticle serves. Errors of the database go out as refusals. */
final class Serving {
  private final Bus bus;
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();

  Serving(Bus bus) {
    this.bus = bus;
  }

  /** Serves what changes something: it is committed, then published, then answered. */
  <Q, R> void command(Address<Q, R> address, Function<Q, Future<Committed<R>>> server) {
    query(
        address,
        request ->
            server
                .apply(request)
                .map(
                    committed -> {
                      committed.publications().forEach(this::publish);
                      return committed.reply();
                    }));
  }

  <Q, R> void query(Address<Q, R> address, Function<Q, Future<R>> server) {
    consumers.add(
        bus.serve(
            address,
            request ->
                server
                    .apply(request)
                    .recover(
                        error -> Future.failedFuture(SqlErrors.translate(address.name(), error)))));
  }

  void publish(Publication publication) {
    bus.publish(publication.topic(), publication.event());
  }

  /** Completes when the bus knows of all addresses. */
  Future<?> registered() {
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
  }

  Future<?> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList());
  }
}
