package dev.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private static final int MAX_THREADS = 4;

  private final Vertx vertx = Vertx.vertx();
  private final Passwords passwords = new Passwords(vertx);

  @AfterEach
  void close() throws Exception {
    Await.result(vertx.close());
  }

  @Test
  void hashesAreArgon2idInPhcFormAndSalted() throws Exception {
    String hash = Await.result(passwords.hash("correct horse"));
    assertThat(hash)
        .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    assertThat(Await.result(passwords.hash("correct horse"))).isNotEqualTo(hash);
  }

  @Test
  void onlyTheRightPasswordFits() throws Exception {
    String hash = Await.result(passwords.hash("pässwörd €"));
    assertThat(Await.result(passwords.check("pässwörd €", hash))).isTrue();
    assertThat(Await.result(passwords.check("pässwörd $", hash))).isFalse();
    assertThat(Await.result(passwords.check("", hash))).isFalse();
  }

  @Test
  void nothingFitsWhereThereIsNoAccount() throws Exception {
    assertThat(Await.result(passwords.check("correct horse", null))).isFalse();
  }

  @Test
  void hashesOfOthersAreUnderstood() throws Exception {
    // Made by the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536
    String reference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
            + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assertThat(Await.result(passwords.check("password", reference))).isTrue();
  }

  @Test
  void aCrowdIsRefusedInsteadOfPilingUp() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    WorkerExecutor sameThreads = vertx.createSharedWorkerExecutor("parley-passwords");
    for (int i = 0; i < MAX_THREADS; i++) {
      sameThreads.executeBlocking(() -> release.await(10, TimeUnit.SECONDS), false);
    }
    List<Future<Boolean>> crowd = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      crowd.add(passwords.check("correct horse", "not a hash"));
    }
    assertThat(Await.refusal(passwords.check("correct horse", null)))
        .isEqualTo(ErrorCode.UNAVAILABLE);

    release.countDown();
    Await.result(Future.join(crowd).otherwiseEmpty());
    assertThat(Await.result(passwords.check("correct horse", null))).isFalse();
  }
}
