package dev.parley.bus;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus with types: the only way verticles talk to each other. Delivery is at most once; a
 * request that nobody answers fails with {@link ErrorCode#UNAVAILABLE}. Refusals arrive as {@link
 * FailureException}, whichever node they come from.
 */
public final class Bus {
  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

  /** Longest wait for an answer, milliseconds. */
  public static final long REQUEST_TIMEOUT_MS = 15_000;

  /** Requests to be made again when nodes change; one more is made once (REFUSE_NEWEST). */
  private static final int MAX_WAITING = 10_000;

  private static final String NODES_CHANGED = "parley.bus.nodes_changed";

  private static final DeliveryOptions OPTIONS =
      new DeliveryOptions().setCodecName(RecordCodec.NAME).setSendTimeout(REQUEST_TIMEOUT_MS);

  private static final DeliveryOptions HERE = new DeliveryOptions(OPTIONS).setLocalOnly(true);

  private final Vertx vertx;
  private final EventBus eventBus;
  private final boolean clustered;
  private final Set<Repetition<?>> waiting = ConcurrentHashMap.newKeySet();

  /** Wraps the event bus of {@code vertx}, registering the codec on it if this is the first. */
  public Bus(Vertx vertx) {
    this(vertx, vertx.isClustered());
  }

  /**
   * @param clustered nodes may be gone that were asked, so what may be repeated is
   */
  Bus(Vertx vertx, boolean clustered) {
    this.vertx = vertx;
    this.eventBus = vertx.eventBus();
    this.clustered = clustered;
    try {
      eventBus.registerCodec(new RecordCodec());
    } catch (IllegalStateException alreadyRegistered) {
      LOG.trace("codec is registered already", alreadyRegistered);
    }
    if (clustered) {
      eventBus.localConsumer(NODES_CHANGED, changed -> waiting.forEach(Repetition::nodesChanged));
    }
  }

  /** Asks one server of the address; in a cluster again, where that is safe and nodes change. */
  public <Q, R> Future<R> request(Address<Q, R> address, Q request) {
    return address.repeatable() ? repeat(address, request) : once(address, request, OPTIONS);
  }

  /** The same for a request that may be repeated although others to the address may not. */
  public <Q, R> Future<R> repeat(Address<Q, R> address, Q request) {
    if (!clustered) {
      return once(address, request, OPTIONS);
    }
    Repetition<R> repetition =
        new Repetition<>(
            vertx,
            address.name(),
            timeoutMs ->
                attempt(address, request, new DeliveryOptions(OPTIONS).setSendTimeout(timeoutMs)));
    if (waiting.size() < MAX_WAITING) {
      waiting.add(repetition);
    }
    return repetition
        .start()
        .onComplete(answered -> waiting.remove(repetition))
        .recover(error -> failed(address, error));
  }

  /**
   * Nodes of the cluster have gone, or come back: what this process has asked and may ask again is
   * asked again, since the answers of a node are lost that does not see who asked.
   */
  public static void nodesChanged(Vertx vertx) {
    vertx.eventBus().publish(NODES_CHANGED, "", new DeliveryOptions().setLocalOnly(true));
  }

  /**
   * Asks for something that may take longer than others.
   *
   * @param timeoutMs longest wait for the answer, milliseconds
   */
  public <Q, R> Future<R> request(Address<Q, R> address, Q request, long timeoutMs) {
    return once(address, request, new DeliveryOptions(OPTIONS).setSendTimeout(timeoutMs));
  }

  /** Asks for something that may be gone: fails with NOT_FOUND when nobody serves the address. */
  public <Q, R> Future<R> requestIfThere(Address<Q, R> address, Q request) {
    return attempt(address, request, OPTIONS)
        .recover(
            error ->
                error instanceof ReplyException reply
                        && reply.failureType() == ReplyFailure.NO_HANDLERS
                    ? Future.failedFuture(
                        new FailureException(ErrorCode.NOT_FOUND, "There is no such thing"))
                    : failed(address, error));
  }

  private <Q, R> Future<R> once(Address<Q, R> address, Q request, DeliveryOptions options) {
    return attempt(address, request, options).recover(error -> failed(address, error));
  }

  private <Q, R> Future<R> attempt(Address<Q, R> address, Q request, DeliveryOptions options) {
    return eventBus
        .<Object>request(address.name(), request, options)
        .map(reply -> RecordCodec.decode(reply.body(), address.reply()));
  }

  /** Publishes to every subscriber of the address. */
  public <E> void publish(Address<E, Void> address, E event) {
    eventBus.publish(address.name(), event, OPTIONS);
  }

  /** Publishes to the subscribers of this process. */
  public <E> void publishHere(Address<E, Void> address, E event) {
    eventBus.publish(address.name(), event, HERE);
  }

  /** Serves the address on the current context. An answer of null is sent as "no such thing". */
  public <Q, R> MessageConsumer<Object> serve(
      Address<Q, R> address, Function<Q, Future<R>> server) {
    return eventBus.consumer(
        address.name(),
        message ->
            Future.succeededFuture()
                .compose(nothing -> server.apply(decode(address, message)))
                .onSuccess(reply -> message.reply(reply, OPTIONS))
                .onFailure(error -> refuse(address, message, error)));
  }

  /** Subscribes to the address on the current context. */
  public <E> MessageConsumer<Object> subscribe(Address<E, ?> address, Consumer<E> subscriber) {
    Handler<Message<Object>> handler =
        message -> {
          try {
            subscriber.accept(decode(address, message));
          } catch (RuntimeException e) {
            LOG.error("Subscriber of {} failed", address.name(), e);
          }
        };
    return eventBus.consumer(address.name(), handler);
  }

  private static <E> E decode(Address<E, ?> address, Message<Object> message) {
    return RecordCodec.decode(message.body(), address.request());
  }

  private static void refuse(Address<?, ?> address, Message<Object> message, Throwable error) {
    Failure failure;
    if (error instanceof FailureException expected) {
      failure = expected.failure();
    } else {
      LOG.error("Request to {} failed", address.name(), error);
      failure = new Failure(ErrorCode.INTERNAL, "The server could not do this");
    }
    message.fail(failure.code().httpStatus(), RecordCodec.failureText(failure));
  }

  private static <R> Future<R> failed(Address<?, ?> address, Throwable error) {
    return Future.failedFuture(failure(address, error));
  }

  private static Throwable failure(Address<?, ?> address, Throwable error) {
    if (!(error instanceof ReplyException reply)) {
      return error;
    }
    return switch (reply.failureType()) {
      case RECIPIENT_FAILURE -> RecordCodec.failure(reply.getMessage()).asException();
      case NO_HANDLERS -> {
        LOG.warn("No node serves {} at the moment", address.name());
        yield unavailable("This part of the server cannot be reached at the moment, try again");
      }
      case TIMEOUT -> {
        LOG.warn("{} did not answer in time", address.name());
        yield unavailable("This part of the server did not answer in time, try again");
      }
      case ERROR -> {
        LOG.warn("{} could not be asked", address.name(), error);
        yield unavailable("This part of the server cannot be reached at the moment, try again");
      }
    };
  }

  /** Clients are told; addresses are for the log. */
  private static FailureException unavailable(String message) {
    return new FailureException(ErrorCode.UNAVAILABLE, message);
  }
}
