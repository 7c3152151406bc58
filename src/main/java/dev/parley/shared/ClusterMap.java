package dev.parley.shared;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A map that the nodes of a cluster share; without a cluster, one of this process. While nodes come
 * and go it may not answer: then a request fails with UNAVAILABLE after a second, and whether it
 * was carried out is not known. Safe to use from any thread; futures complete on the caller's
 * context.
 */
public final class ClusterMap<V> {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterMap.class);
  private static final long TIMEOUT_MS = 1_000;

  /** Requests in flight; one more is refused with UNAVAILABLE. */
  private static final int MAX_WAITING = 2_000;

  private final AsyncMap<String, V> map;
  private final AtomicInteger waiting = new AtomicInteger();

  private ClusterMap(AsyncMap<String, V> map) {
    this.map = map;
  }

  /**
   * @param name starts with {@code parley.shared.}, for which the cluster has bounds
   */
  public static <V> Future<ClusterMap<V>> open(Vertx vertx, String name) {
    return vertx.sharedData().<String, V>getAsyncMap(name).map(ClusterMap::new);
  }

  /** Null when there is none. */
  public Future<V> get(String key) {
    return use(() -> map.get(key));
  }

  /** Puts a value that is forgotten after a while. */
  public Future<Void> put(String key, V value, Duration ttl) {
    return use(() -> map.put(key, value, ttl.toMillis()));
  }

  public Future<Void> remove(String key) {
    return use(() -> map.remove(key)).mapEmpty();
  }

  /**
   * Puts a value in the place of the one that was seen there. Whether that worked: false when
   * somebody else was there in between. How long it is kept is a matter of the whole map.
   *
   * @param seen null for none
   */
  public Future<Boolean> replace(String key, V seen, V value) {
    return seen == null
        ? use(() -> map.putIfAbsent(key, value)).map(before -> before == null)
        : use(() -> map.replaceIfPresent(key, seen, value));
  }

  private <T> Future<T> use(Supplier<Future<T>> action) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return Future.failedFuture(unavailable());
    }
    Future<T> doing = started(action).onComplete(done -> waiting.decrementAndGet());
    return doing
        .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .recover(
            error -> {
              LOG.debug("A map of the cluster does not answer", error);
              return Future.failedFuture(unavailable());
            });
  }

  /** The cluster manager throws once it has left. */
  private static <T> Future<T> started(Supplier<Future<T>> action) {
    try {
      return action.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static FailureException unavailable() {
    return new FailureException(
        ErrorCode.UNAVAILABLE, "What the nodes share cannot be reached at the moment");
  }
}
