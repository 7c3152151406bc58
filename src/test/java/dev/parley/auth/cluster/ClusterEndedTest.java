package dev.parley.auth.cluster;

import dev.parley.auth.EndedEverywhere;
import dev.parley.auth.EndedEverywhereContract;
import dev.parley.shared.ClusterMap;
import dev.parley.testing.Await;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** Without a cluster the map is one of this process; the way to it is the same. */
class ClusterEndedTest extends EndedEverywhereContract {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    Await.result(vertx.close());
  }

  @Override
  protected EndedEverywhere node() {
    return new ClusterEnded(
        Await.result(ClusterMap.open(vertx, "parley.shared.test")), Duration.ofMinutes(15));
  }
}
