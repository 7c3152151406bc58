package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ServerEvent;
import dev.parley.testing.Await;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FanoutTest {
  @Test
  void aSubscriberMayLeaveWhileItIsTold() {
    Vertx vertx = Vertx.vertx();
    List<Long> told =
        Await.on(
            vertx.getOrCreateContext(),
            () -> {
              Loop loop = Loop.of(vertx.getOrCreateContext());
              Fanout fanout = new Fanout();
              List<Long> heard = new ArrayList<>();
              fanout.add(new Leaving(1, loop, fanout, heard));
              fanout.add(new Leaving(2, loop, fanout, heard));
              fanout.deliver(new ServerEvent.Reconnect(1));
              fanout.deliver(new ServerEvent.Reconnect(1));
              assertThat(fanout.isEmpty()).isTrue();
              return heard;
            });
    assertThat(told).containsExactly(1L, 2L);
    Await.result(vertx.close());
  }

  private record Leaving(long userId, Loop loop, Fanout fanout, List<Long> heard)
      implements Subscriber {
    @Override
    public void deliver(Delivery delivery) {
      heard.add(userId);
      assertThat(fanout.remove(this)).isTrue();
    }
  }
}
