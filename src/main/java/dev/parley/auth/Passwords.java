package dev.parley.auth;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hashes and checks passwords with Argon2id, at the parameters that OWASP advises (19 MiB, two
 * passes, one lane). The work is done by a few threads of their own; at most 100 requests of this
 * object wait for them, more are refused with UNAVAILABLE (REFUSE_NEW).
 */
public final class Passwords {
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int MAX_PENDING = 100;
  private static final long RETRY_AFTER_MS = 1_000;

  /** No password has this hash; checking against it takes as long as against any other. */
  private static final String NOBODY =
      "$argon2id$v=19$m=%d,t=%d,p=%d$AAAAAAAAAAAAAAAAAAAAAA$%s"
          .formatted(MEMORY_KIB, PASSES, LANES, "A".repeat(43));

  private final Argon2Function argon2 =
      Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger pending = new AtomicInteger();
  private final WorkerExecutor workers;

  /** All objects of one {@code vertx} share the threads. */
  public Passwords(Vertx vertx) {
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
    this.workers = vertx.createSharedWorkerExecutor("parley-passwords", threads);
  }

  /** The hash of a password, with a salt of its own, as a PHC string. */
  Future<String> hash(String password) {
    return offEventLoop(
        () -> {
          byte[] salt = new byte[SALT_BYTES];
          random.nextBytes(salt);
          return argon2.hash(password.getBytes(StandardCharsets.UTF_8), salt).getResult();
        });
  }

  /**
   * Whether this is the password.
   *
   * @param hash null when there is no such account: the answer is no, after the same time
   */
  Future<Boolean> check(String password, String hash) {
    return offEventLoop(
        () -> {
          String known = hash == null ? NOBODY : hash;
          return Argon2Function.getInstanceFromHash(known).check(password, known);
        });
  }

  private <T> Future<T> offEventLoop(Callable<T> work) {
    if (pending.incrementAndGet() > MAX_PENDING) {
      pending.decrementAndGet();
      return Future.failedFuture(
          new Failure(ErrorCode.UNAVAILABLE, "Too many people are logging in", RETRY_AFTER_MS)
              .asException());
    }
    return workers.executeBlocking(work, false).onComplete(done -> pending.decrementAndGet());
  }
}
