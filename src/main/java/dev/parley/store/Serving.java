package dev.parley.store;

import dev.parley.bus.Address;
import dev.parley.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The addresses that a store verticle serves. Errors of the database go out as refusals. */
final class Serving {
  private final Bus bus;
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();
  private int inFlight;
  private Promise<Void> answered;

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
                counted(
                    () ->
                        server
                            .apply(request)
                            .recover(
                                error ->
                                    Future.failedFuture(
                                        SqlErrors.translate(address.name(), error))))));
  }

  /** A server that throws is counted like one whose future fails. */
  private <R> Future<R> counted(Supplier<Future<R>> server) {
    inFlight++;
    return Future.succeededFuture()
        .compose(begun -> server.get())
        .onComplete(
            done -> {
              inFlight--;
              endIfDone();
            });
  }

  void publish(Publication publication) {
    bus.publish(publication.topic(), publication.event());
  }

  /** Completes when the bus knows of all addresses. */
  Future<?> registered() {
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
  }

  /** Takes no more requests; completes when those that were taken have been answered. */
  Future<?> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
        .eventually(
            () -> {
              answered = Promise.promise();
              endIfDone();
              return answered.future();
            });
  }

  private void endIfDone() {
    if (answered != null && inFlight == 0) {
      answered.tryComplete();
    }
  }
}
