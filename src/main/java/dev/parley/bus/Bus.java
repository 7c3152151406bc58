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
import java.util.List;
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

  /**
   * How long the attempts at a request that may be repeated wait, milliseconds: together as long as
   * one of the others. A node that was killed answers nothing that was on its way to it, and the
   * answer of one that has lost sight of who asks is lost. By the last attempt nodes are known to
   * be dead, mostly also those that hang.
   */
  private static final List<Long> ATTEMPTS_MS = List.of(2_000L, 3_000L, 4_000L, 6_000L);

  /** Before a node that could not be reached is asked again, or another one; milliseconds. */
  private static final long PAUSE_MS = 250;

  private static final DeliveryOptions OPTIONS =
      new DeliveryOptions().setCodecName(RecordCodec.NAME).setSendTimeout(REQUEST_TIMEOUT_MS);

  private static final DeliveryOptions HERE = new DeliveryOptions(OPTIONS).setLocalOnly(true);

  private final Vertx vertx;
  private final EventBus eventBus;
  private final boolean clustered;

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
  }

  /** Asks one server of the address; in a cluster again, where that is safe and no answer comes. */
  public <Q, R> Future<R> request(Address<Q, R> address, Q request) {
    return address.repeatable() ? repeat(address, request) : once(address, request, OPTIONS);
  }

  /** The same for a request that may be repeated although others to the address may not. */
  public <Q, R> Future<R> repeat(Address<Q, R> address, Q request) {
    return clustered ? repeat(address, request, 0) : once(address, request, OPTIONS);
  }

  private <Q, R> Future<R> repeat(Address<Q, R> address, Q request, int attempt) {
    DeliveryOptions options = new DeliveryOptions(OPTIONS).setSendTimeout(ATTEMPTS_MS.get(attempt));
    return attempt(address, request, options)
        .recover(
            error -> {
              if (attempt + 1 == ATTEMPTS_MS.size() || !(error instanceof ReplyException reply)) {
                return failed(address, error);
              }
              // A node may be gone that was asked, while others are there.
              return switch (reply.failureType()) {
                case TIMEOUT -> {
                  LOG.info("{} did not answer, asking again", address.name());
                  yield repeat(address, request, attempt + 1);
                }
                case ERROR -> {
                  LOG.info("{} could not be asked, trying again", address.name());
                  yield vertx
                      .timer(PAUSE_MS)
                      .compose(paused -> repeat(address, request, attempt + 1));
                }
                case RECIPIENT_FAILURE, NO_HANDLERS -> failed(address, error);
              };
            });
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
