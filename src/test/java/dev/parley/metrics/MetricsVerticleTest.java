package dev.parley.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.bus.Metrics;
import dev.parley.bus.Metrics.Sample;
import dev.parley.protocol.ServerEvent.BackendStatus;
import dev.parley.protocol.ServerEvent.Broadcast;
import dev.parley.testing.Await;
import io.vertx.core.Vertx;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void samplesBecomeFiguresThatAreServedAndTold() throws InterruptedException {
    BlockingQueue<Broadcast> told = new LinkedBlockingQueue<>();
    bus.subscribe(Events.STATUS, told::add);
    Await.result(vertx.deployVerticle(new MetricsVerticle()));
    bus.publish(Metrics.SAMPLES, new Sample.Connections("a", 3));

    BackendStatus served = Await.result(bus.request(Metrics.STATS, new Metrics.ReadStats()));
    assertThat(served.activeConnections()).isEqualTo(3);
    assertThat(told.poll(20, TimeUnit.SECONDS)).isInstanceOf(BackendStatus.class);
  }
}
