package dev.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.ApiKeys;
import dev.parley.bus.ApiKeys.Holder;
import dev.parley.bus.ApiKeys.Scope;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyHoldersTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();
  private final String key = KeyHolders.create().key();
  private volatile boolean good = true;
  private KeyHolders holders;

  @BeforeEach
  void serve() {
    Await.result(bus.serve(ApiKeys.USE, this::use).completion());
    holders = new KeyHolders(bus, now::get);
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  private Future<Holder> use(ApiKeys.Use use) {
    asked.incrementAndGet();
    return Future.succeededFuture(
        good && use.hash().equals(RandomToken.hash(key))
            ? new Holder(1, 7, List.of(Scope.CHAT))
            : null);
  }

  private ErrorCode refusal(String shown) {
    return ((FailureException) Await.failure(holders.find(shown))).failure().code();
  }

  @Test
  void aGoodKeyIsRememberedForSeconds() {
    assertThat(Await.result(holders.find(key)).userId()).isEqualTo(7);
    Await.result(holders.find(key));
    assertThat(asked).hasValue(1);
    good = false;
    now.addAndGet(11_000_000_000L);
    assertThat(refusal(key)).isEqualTo(ErrorCode.INVALID_TOKEN);
  }

  @Test
  void revokedKeysAndEndedPeopleAreForgottenAtOnce() {
    Await.result(holders.find(key));
    good = false;
    holders.revoked(1);
    assertThat(refusal(key)).isEqualTo(ErrorCode.INVALID_TOKEN);
    good = true;
    Await.result(holders.find(key));
    int before = asked.get();
    bus.publish(Events.USER_ENDED, new Events.UserEnded(7));
    while (asked.get() == before) {
      Await.result(holders.find(key));
    }
    good = false;
    holders.revoked(1);
    assertThat(refusal(key)).isEqualTo(ErrorCode.INVALID_TOKEN);
  }

  @Test
  void whatCannotBeAKeyIsNotLookedUp() {
    assertThat(refusal(null)).isEqualTo(ErrorCode.AUTH_REQUIRED);
    assertThat(refusal("sk-" + key.substring(3))).isEqualTo(ErrorCode.INVALID_TOKEN);
    assertThat(refusal(key + "x")).isEqualTo(ErrorCode.INVALID_TOKEN);
    assertThat(asked).hasValue(0);
    assertThat(KeyHolders.create().toString()).doesNotContain(KeyHolders.create().key());
  }
}
