package dev.parley.ai.embedding;

import dev.parley.bus.Bus;
import dev.parley.bus.Embeddings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.TimeUnit;

/** Makes out what texts mean, for searches and for the messages that are there to be found. */
public final class EmbeddingVerticle extends VerticleBase {
  private static final String THREAD = "parley-embedding";
  private static final long LONGEST_S = 60;

  private WorkerExecutor worker;
  private Model model;
  private Backlog backlog;
  private MessageConsumer<?> consumer;

  @Override
  public Future<?> start() {
    worker = vertx.createSharedWorkerExecutor(THREAD, 1, LONGEST_S, TimeUnit.SECONDS);
    return worker
        .executeBlocking(MiniLm::load, false)
        .recover(
            error ->
                Future.failedFuture(
                    new IllegalStateException(
                        "search.semantic.enabled: the model cannot run here: " + error, error)))
        .compose(this::serve);
  }

  private Future<?> serve(Model loaded) {
    model = loaded;
    Bus bus = new Bus(vertx);
    Embedder embedder = new Embedder(worker, loaded);
    consumer = bus.serve(Embeddings.EMBED, request -> embedder.embed(request.text()));
    backlog = new Backlog(vertx, bus, embedder);
    return consumer.completion().onSuccess(served -> backlog.start());
  }

  @Override
  public Future<?> stop() {
    return consumer
        .unregister()
        .eventually(backlog::stop)
        .eventually(
            () ->
                worker.executeBlocking(
                    () -> {
                      model.close();
                      return "closed";
                    },
                    false))
        .eventually(worker::close);
  }
}
