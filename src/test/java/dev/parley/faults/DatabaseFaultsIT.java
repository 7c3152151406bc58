package dev.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.store.PostgresUrl;
import dev.parley.store.embedded.EmbeddedDatabase;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** R9: PostgreSQL is killed, restarted, slow, and has no room. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 6, unit = TimeUnit.HOURS)
class DatabaseFaultsIT {
  private static final Path DISK = Path.of("target", "faults-disk").toAbsolutePath();
  private static final int NODES = 2;
  private static final int PEOPLE = 3;
  private static final int TOKENS = 60;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final NumberedProvider provider = new NumberedProvider(vertx);
  private SmallDisk disk;
  private EmbeddedDatabase postgres;
  private TcpProxy wire;
  private TestCluster cluster;
  private List<Node> nodes;
  private Talk.Setting setting;

  @BeforeAll
  void startNodes() {
    disk = new SmallDisk(DISK);
    postgres = EmbeddedDatabase.start(DISK);
    PostgresUrl url = postgres.url();
    wire = new TcpProxy(vertx, "127.0.0.1", url.port());
    String database =
        "postgresql://"
            + url.user()
            + ":"
            + url.password().reveal()
            + "@127.0.0.1:"
            + wire.port()
            + "/"
            + url.database()
            + "?sslmode=disable";
    cluster =
        new TestCluster(
            folder,
            Nodes.settings(
                Map.of(
                    "DATABASE_URL",
                    database,
                    "OPENAI_BASE_URL",
                    provider.baseUrl().toString(),
                    "PARLEY_LIMITS_FRAMES_PER_SECOND",
                    "100000",
                    "PARLEY_LIMITS_FRAME_BURST",
                    "100000")));
    nodes = IntStream.rangeClosed(1, NODES).mapToObj(i -> cluster.start("node-" + i)).toList();
    setting =
        new Talk.Setting(
            vertx,
            Entrance.inTurn(nodes.stream().map(node -> Entrance.local(node.port())).toList()),
            provider,
            new TruthReader(
                () ->
                    DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + url.port() + "/" + url.database(),
                        url.user(),
                        url.password().reveal())));
  }

  @AfterAll
  void stopNodes() {
    if (cluster != null) {
      cluster.close();
      wire.close();
      postgres.close();
    }
    disk.close();
    provider.close();
    vertx.close().await();
  }

  /** One round of a scenario. */
  private interface Round {
    void play(Talk talk, Random dice, Report report) throws Exception;
  }

  private void play(String scenario, Round round) throws Exception {
    Random dice = Faults.dice(scenario);
    provider.pace(TOKENS, 20);
    try (Report report = new Report(scenario)) {
      for (int i = 0; i < Faults.ROUNDS; i++) {
        try (Talk talk = new Talk(setting, dice, PEOPLE)) {
          round.play(talk, dice, report);
          clearWords(talk);
          report.add("rounds", 1);
        } catch (Throwable broken) {
          nodes.forEach(
              node ->
                  History.write(report.frames(), node.name() + ".out", node.process().output()));
          throw broken;
        }
      }
    }
  }

  /** Whoever was refused was told so in words for people, and that trying again helps. */
  private static void clearWords(Talk talk) {
    for (Player player : talk.players()) {
      for (Event.Refused refused : player.history().events(Event.Refused.class)) {
        assertThat(refused.code()).as("%s, %s", refused, Faults.hint()).isEqualTo("UNAVAILABLE");
        assertThat(refused.message())
            .as(Faults.hint())
            .isNotBlank()
            .doesNotContainIgnoringCase("exception")
            .doesNotContain("dev.parley", "io.vertx", "127.0.0.1");
      }
    }
  }

  /** Kills it as a machine that loses power would; what it acknowledged is on the disk. */
  private void crash() {
    try {
      Path data = DISK.resolve("postgres").resolve("data");
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
      ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
      postmaster.destroyForcibly();
      postmaster.onExit().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void restart() {
    postgres.close();
    postgres = EmbeddedDatabase.start(DISK);
  }

  @Test
  void r9Killed() throws Exception {
    play(
        "R9 PostgreSQL killed",
        (talk, dice, report) -> {
          talk.ask();
          talk.ask();
          talk.awaitText(1 + dice.nextInt(TOKENS / 3));
          crash();
          talk.ask();
          talk.awaitRefusal(talk.players().getFirst(), "during-" + report.count("rounds"));
          restart();
          talk.ask();
          talk.settle(report);
        });
  }

  @Test
  void r9Slow() throws Exception {
    play(
        "R9 PostgreSQL slow",
        (talk, dice, report) -> {
          talk.ask();
          talk.awaitText(1 + dice.nextInt(TOKENS / 3));
          wire.delay(100 + dice.nextInt(300));
          try {
            talk.ask();
            talk.ask();
            talk.settle(report);
          } finally {
            wire.delay(0);
          }
        });
  }

  @Test
  void r9DiskFull() throws Exception {
    play(
        "R9 disk full",
        (talk, dice, report) -> {
          talk.ask();
          talk.awaitText(1 + dice.nextInt(TOKENS / 3));
          disk.fill();
          try {
            report.add("written until it was full", talk.writeUntilRefused());
          } finally {
            disk.clear();
          }
          if (!alive()) {
            report.add("PostgreSQL ended by itself", 1);
            restart();
          }
          talk.ask();
          talk.settle(report);
        });
  }

  private static boolean alive() throws IOException {
    Path pid = DISK.resolve("postgres").resolve("data").resolve("postmaster.pid");
    return Files.exists(pid)
        && ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst()))
            .map(ProcessHandle::isAlive)
            .orElse(false);
  }
}
