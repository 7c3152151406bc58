package dev.parley.auth;

import dev.parley.bus.ApiKeys;
import dev.parley.bus.ApiKeys.Holder;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who an API key speaks for. A good key is remembered for {@link #TTL}; the bus tells at once
 * of one that was revoked and of people who were shut out, and where that is lost the memory runs
 * out. Bounded (LEAST_RECENTLY_USED). Used on one event loop.
 */
public final class KeyHolders {
  /** How every key begins. */
  public static final String PREFIX = "pk-";

  /** How much of a key is shown to tell it from others, characters. */
  private static final int START = 8;

  private static final int LENGTH = PREFIX.length() + 43;

  private static final Logger LOG = LoggerFactory.getLogger(KeyHolders.class);
  private static final Duration TTL = Duration.ofSeconds(10);
  private static final int MAX = 10_000;

  private final Bus bus;
  private final LongSupplier nanoTime;
  private final Known known = new Known();

  /** Changes whenever something is forgotten, so that an older answer is not remembered. */
  private long epoch;

  private record Remembered(Holder holder, long readAt) {}

  /** A new key. Shown once; only the hash is stored. */
  public record NewKey(String key, String start, String hash) {
    @Override
    public String toString() {
      return "NewKey[start=" + start + "]";
    }
  }

  /** Listens on the current context from now on. */
  public KeyHolders(Bus bus) {
    this(bus, System::nanoTime);
  }

  KeyHolders(Bus bus, LongSupplier nanoTime) {
    this.bus = bus;
    this.nanoTime = nanoTime;
    Future.all(
            bus.subscribe(ApiKeys.REVOKED, revoked -> forget(h -> h.keyId() == revoked.keyId()))
                .completion(),
            bus.subscribe(Events.USER_ENDED, ended -> forget(h -> h.userId() == ended.userId()))
                .completion())
        .onFailure(error -> LOG.error("Revoked keys are noticed late", error));
  }

  public static NewKey create() {
    String key = PREFIX + RandomToken.create();
    return new NewKey(key, key.substring(0, START), RandomToken.hash(key));
  }

  /**
   * Fails with AUTH_REQUIRED when there is no key, INVALID_TOKEN when it is not good.
   *
   * @param key nullable
   */
  public Future<Holder> find(String key) {
    if (key == null || key.isBlank()) {
      return refused(ErrorCode.AUTH_REQUIRED, "An API key is required");
    }
    if (!key.startsWith(PREFIX) || key.length() != LENGTH) {
      return refused(ErrorCode.INVALID_TOKEN, "This is no API key");
    }
    String hash = RandomToken.hash(key);
    Remembered entry = known.get(hash);
    if (entry != null && nanoTime.getAsLong() - entry.readAt < TTL.toNanos()) {
      return Future.succeededFuture(entry.holder);
    }
    return ask(hash);
  }

  private Future<Holder> ask(String hash) {
    long asked = epoch;
    long now = nanoTime.getAsLong();
    return bus.request(ApiKeys.USE, new ApiKeys.Use(hash))
        .compose(
            holder -> {
              if (holder == null) {
                known.remove(hash);
                return refused(ErrorCode.INVALID_TOKEN, "This API key is wrong or was revoked");
              }
              if (asked == epoch) {
                known.put(hash, new Remembered(holder, now));
              }
              return Future.succeededFuture(holder);
            });
  }

  /** Makes a revoked key useless here before anybody else hears of it, then everywhere. */
  public void revoked(long keyId) {
    forget(holder -> holder.keyId() == keyId);
    bus.publish(ApiKeys.REVOKED, new ApiKeys.Revoked(keyId));
  }

  private void forget(Predicate<Holder> gone) {
    epoch++;
    known.values().removeIf(entry -> gone.test(entry.holder));
  }

  private static <T> Future<T> refused(ErrorCode code, String message) {
    return Future.failedFuture(new FailureException(code, message));
  }

  private static final class Known extends LinkedHashMap<String, Remembered> {
    private static final long serialVersionUID = 1L;

    Known() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
      return size() > MAX;
    }
  }
}
