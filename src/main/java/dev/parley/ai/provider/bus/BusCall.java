package dev.parley.ai.provider.bus;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.WantedCalls;
import dev.parley.ai.provider.Watchdog;
import dev.parley.ai.provider.http.Fault;
import dev.parley.chat.Usage;
import dev.parley.config.AiConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request over the bus and what comes back. A program cannot be told to wait: while paused,
 * replies are kept up to a bound, and beyond it the answer fails.
 */
final class BusCall implements Provider.Call {
  private static final Logger LOG = LoggerFactory.getLogger(BusCall.class);

  /** Most characters and most messages that are kept while paused. */
  private static final int MAX_KEPT = 4_000_000;

  private static final int MAX_KEPT_MESSAGES = 100_000;

  private final Vertx vertx;
  private final AiConfig settings;
  private final BusMessages messages;
  private final Provider.Listener listener;
  private final Watchdog watchdog;
  private final Deque<BusReply> kept = new ArrayDeque<>();

  private final WantedCalls calls = new WantedCalls();

  private MessageConsumer<Object> replies;
  private Usage usage;
  private Duration patience;
  private int keptCharacters;
  private boolean spoken;
  private boolean answering;
  private boolean paused;
  private boolean over;

  BusCall(Vertx vertx, AiConfig settings, BusMessages messages, Provider.Listener listener) {
    this.vertx = vertx;
    this.settings = settings;
    this.messages = messages;
    this.listener = listener;
    this.watchdog = new Watchdog(vertx, this::silent);
    this.patience = settings.firstTokenTimeout();
  }

  void start(Future<JsonObject> request) {
    watchdog.watch(patience);
    replies = vertx.eventBus().consumer(messages.replies());
    replies.handler(message -> arrived(BusReply.read(message.body())));
    DeliveryOptions options =
        new DeliveryOptions().setSendTimeout(settings.connectTimeout().toMillis());
    replies
        .completion()
        .compose(ready -> request)
        .compose(
            body ->
                over
                    ? Future.succeededFuture()
                    : vertx.eventBus().request(messages.address(), body, options).mapEmpty())
        .onFailure(
            error -> {
              LOG.warn("{} does not take a request: {}", messages.address(), error.toString());
              fail(Fault.passing("The AI provider cannot be reached"));
            });
  }

  private void arrived(BusReply reply) {
    if (over) {
      return;
    }
    if (!paused) {
      take(reply);
      return;
    }
    keptCharacters += reply.length();
    kept.addLast(reply);
    if (keptCharacters > MAX_KEPT || kept.size() > MAX_KEPT_MESSAGES) {
      fail(Fault.lasting("The AI provider sent more at once than can be taken"));
    }
  }

  private void take(BusReply reply) {
    switch (reply) {
      case BusReply.Text(String text) -> text(text);
      case BusReply.Call(String id, String name, String arguments) -> call(id, name, arguments);
      case BusReply.Thinking() -> watchdog.heard();
      case BusReply.Counted(Usage counted) -> usage = counted;
      case BusReply.Done() -> done();
      case BusReply.Failed(Fault fault) -> fail(fault);
    }
  }

  private void text(String text) {
    if (text.isEmpty()) {
      return;
    }
    spoken = true;
    answering();
    listener.text(text);
  }

  private void call(String id, String name, String arguments) {
    if (calls.add(id, name, arguments)) {
      answering();
    } else {
      fail(Fault.TOO_MANY_CALLS);
    }
  }

  private void answering() {
    if (answering) {
      watchdog.heard();
    } else {
      answering = true;
      patience = settings.idleTimeout();
      watchdog.watch(patience);
    }
  }

  private void done() {
    for (ToolCall call : calls.all()) {
      if (!over) {
        listener.toolCall(call);
      }
    }
    if (over) {
      return;
    }
    if (answering) {
      end();
      listener.completed();
    } else {
      fail(Fault.passing("The AI provider gave an empty answer"));
    }
  }

  private void silent() {
    fail(
        Fault.timeout(
            answering
                ? "The AI provider stopped in the middle of its answer"
                : "The AI provider did not answer in time"));
  }

  private void fail(Fault fault) {
    if (over) {
      return;
    }
    end();
    tellToStop();
    listener.failed(fault.failure(), fault.retryable() && !spoken);
  }

  private void end() {
    leave();
    if (usage != null) {
      listener.usage(usage);
    }
  }

  private void leave() {
    over = true;
    watchdog.stop();
    kept.clear();
    replies.unregister().onFailure(error -> LOG.warn("Cannot leave {}", messages.replies(), error));
  }

  private void tellToStop() {
    vertx.eventBus().publish(messages.cancellations(), messages.cancel());
  }

  @Override
  public void cancel() {
    if (!over) {
      leave();
      tellToStop();
    }
  }

  @Override
  public void pause() {
    if (!over && !paused) {
      paused = true;
      watchdog.stop();
    }
  }

  @Override
  public void resume() {
    if (over || !paused) {
      return;
    }
    paused = false;
    watchdog.watch(patience);
    while (!over && !paused && !kept.isEmpty()) {
      BusReply next = kept.removeFirst();
      keptCharacters -= next.length();
      take(next);
    }
  }
}
