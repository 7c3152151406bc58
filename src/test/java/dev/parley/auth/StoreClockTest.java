package dev.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreClockTest {
  private static final Instant MINE = Instant.parse("2026-01-01T13:00:00Z");
  private static final Instant STORES = Instant.parse("2026-01-01T12:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final AtomicLong nanos = new AtomicLong(-5);
  private final StoreClock clock = new StoreClock(bus, MINE, nanos::get);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void goesOnFromTheStartWithoutAStore() {
    clock.read().await();
    nanos.addAndGet(Duration.ofSeconds(7).toNanos());
    assertThat(clock.instant()).isEqualTo(MINE.plusSeconds(7));
  }

  @Test
  void isTheStoresTimeOnceItWasRead() {
    bus.serve(Accounts.NOW, asked -> Future.succeededFuture(new Accounts.Now(STORES)))
        .completion()
        .await();
    clock.read().await();
    assertThat(clock.instant()).isEqualTo(STORES);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(clock.instant()).isEqualTo(STORES.plusSeconds(60));
  }
}
