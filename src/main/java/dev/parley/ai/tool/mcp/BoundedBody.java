package dev.parley.ai.tool.mcp;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * What a server answers, up to so many bytes: of a stream of events, each of them. When there are
 * more the connection is closed, and whoever takes the body gets a {@link TooLargeException}. A
 * body, or an event, is held until it is whole: the library cuts it into lines with a means of the
 * JDK whose time grows with the square of their length, which is not spent on what is too large.
 */
final class BoundedBody<T> implements BodySubscriber<T> {
  private final BodySubscriber<T> taker;
  private final boolean events;
  private final int max;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private Flow.Subscription subscription;

  /** Bytes of the body, or of the event, that is not whole yet. */
  private int bytes;

  private boolean lineIsEmpty = true;
  private boolean over;

  /**
   * @param events it is a stream of events, each of which ends with an empty line
   * @param max bytes
   */
  BoundedBody(BodySubscriber<T> taker, boolean events, int max) {
    this.taker = taker;
    this.events = events;
    this.max = max;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscribed) {
    subscription = subscribed;
    taker.onSubscribe(subscribed);
  }

  @Override
  public void onNext(List<ByteBuffer> part) {
    if (over) {
      return;
    }
    int whole = 0;
    for (ByteBuffer buffer : part) {
      while (buffer.hasRemaining() && bytes <= max) {
        whole = isEnd(buffer.get()) ? held.size() : whole;
      }
    }
    if (bytes > max) {
      over = true;
      subscription.cancel();
      taker.onError(new TooLargeException(max));
    } else if (whole > 0) {
      pass(whole);
    } else {
      // In place of what was asked for and is not passed on.
      subscription.request(1);
    }
  }

  /** Whether an event is whole with this byte. */
  private boolean isEnd(byte next) {
    held.write(next);
    bytes++;
    boolean end = events && next == '\n' && lineIsEmpty;
    lineIsEmpty = next == '\n' || (next == '\r' && lineIsEmpty);
    bytes = end ? 0 : bytes;
    return end;
  }

  private void pass(int length) {
    byte[] all = held.toByteArray();
    held.reset();
    held.write(all, length, all.length - length);
    taker.onNext(List.of(ByteBuffer.wrap(all, 0, length).slice()));
  }

  @Override
  public void onError(Throwable error) {
    if (!over) {
      taker.onError(error);
    }
  }

  @Override
  public void onComplete() {
    if (over) {
      return;
    }
    if (held.size() > 0) {
      pass(held.size());
    }
    taker.onComplete();
  }

  @Override
  public CompletionStage<T> getBody() {
    return taker.getBody();
  }
}
