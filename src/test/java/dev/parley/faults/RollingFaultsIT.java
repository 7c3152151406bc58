package dev.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Haproxy;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** R6: nodes behind HAProxy are restarted one after another while many talk; and HAProxy itself. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 6, unit = TimeUnit.HOURS)
class RollingFaultsIT {
  private static final int NODES = 3;
  private static final int PEOPLE = 4;

  /** In the short form 200 sockets, in the long form 2,000. */
  private static final int TALKS = Faults.ROUNDS == 1 ? 10 : 100;

  private static final int SOCKETS_EACH = 5;
  private static final int TOKENS = 50;
  private static final int ASK_EVERY_MS = 500;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final NumberedProvider provider = new NumberedProvider(vertx);
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private TestCluster cluster;
  private Haproxy balancer;
  private Talk.Setting setting;

  @BeforeAll
  void startNodes() {
    cluster =
        new TestCluster(
            folder, Nodes.settings(Map.of("OPENAI_BASE_URL", provider.baseUrl().toString())));
    IntStream.rangeClosed(1, NODES).mapToObj(i -> "node-" + i).forEach(this::start);
    nodes.values().forEach(node -> node.process().awaitReady());
    balancer = new Haproxy(nodes.values().stream().mapToInt(Node::port).toArray());
    setting =
        new Talk.Setting(
            vertx,
            () -> Entrance.local(balancer.port()),
            provider,
            new TruthReader(() -> cluster.database().connect()));
  }

  private Node start(String name) {
    Node node = cluster.begin(name, Map.of(), List.of());
    nodes.put(name, node);
    return node;
  }

  @AfterAll
  void stopNodes() {
    if (balancer != null) {
      balancer.close();
    }
    cluster.close();
    provider.close();
    vertx.close().await();
  }

  /** What happens while everybody talks. */
  private interface Disturbance {
    void run(Random dice, Report report) throws Exception;
  }

  private void play(String scenario, int talks, Disturbance disturbance) throws Exception {
    provider.pace(TOKENS, 40);
    Random dice = Faults.dice(scenario);
    List<Talk> open = new ArrayList<>();
    try (Report report = new Report(scenario)) {
      try {
        for (int i = 0; i < talks; i++) {
          open.add(new Talk(setting, dice, PEOPLE, SOCKETS_EACH));
        }
        for (int i = 0; i < Faults.ROUNDS; i++) {
          whileTalking(open, new Random(dice.nextLong()), () -> disturbance.run(dice, report));
          report.add("rounds", 1);
        }
        for (Talk talk : open) {
          Truth truth = talk.settle(report);
          assertThat(truth.answers().values())
              .as(Faults.hint())
              .extracting(Truth.Answer::state)
              .isSubsetOf("COMPLETED", "INTERRUPTED");
        }
      } catch (Throwable broken) {
        nodes.forEach(
            (name, node) -> History.write(report.frames(), name + ".out", node.process().output()));
        History.write(report.frames(), "haproxy.out", balancer.output());
        throw broken;
      } finally {
        open.forEach(Talk::close);
      }
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void whileTalking(List<Talk> talks, Random dice, Action action) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread talking =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!over.get()) {
                    talks.get(dice.nextInt(talks.size())).ask();
                    Pause.millis(ASK_EVERY_MS);
                  }
                });
    try {
      action.run();
    } finally {
      over.set(true);
      talking.join();
    }
  }

  @Test
  void r6RollingRestart() throws Exception {
    play(
        "R6 rolling restart",
        TALKS,
        (dice, report) -> {
          for (String name : List.copyOf(nodes.keySet())) {
            long begin = System.nanoTime();
            assertThat(nodes.get(name).process().stop()).as(name).isZero();
            report.longest(
                "until a node ended", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            start(name).process().awaitReady();
            balancer.await(List.copyOf(nodes.keySet()).indexOf(name) + 1, true);
            report.add("restarts", 1);
          }
        });
  }

  @Test
  void balancerGoneForAWhile() throws Exception {
    play(
        "Balancer gone",
        1,
        (dice, report) -> {
          Pause.millis(500 + dice.nextInt(1_000));
          balancer.stop();
          Pause.millis(1_000 + dice.nextInt(3_000));
          balancer.restart();
          Pause.millis(1_000);
        });
  }
}
