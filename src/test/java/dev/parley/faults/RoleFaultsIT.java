package dev.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ServerProcess;
import dev.parley.testing.TestRedis;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** R1 to R4: nodes of one role die or hang, and Redis is lost. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 6, unit = TimeUnit.HOURS)
class RoleFaultsIT {
  private static final int PEOPLE = 4;
  private static final int TOKENS = 100;

  /** Beyond lease + 2 s: starved machines are slow, and figures are in the report. */
  private static final long SLACK_MS = 15_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private final Vertx vertx = Vertx.vertx();
  private NumberedProvider provider;
  private TestRedis redis;
  private Nodes nodes;
  private Talk.Setting setting;

  @BeforeAll
  void startNodes() {
    provider = new NumberedProvider(vertx);
    redis = new TestRedis();
    nodes =
        new Nodes(
            folder,
            Map.of("OPENAI_BASE_URL", provider.baseUrl().toString(), "REDIS_URL", redis.url()));
    nodes.revive();
    setting =
        new Talk.Setting(
            vertx,
            nodes.entrance(),
            provider,
            new TruthReader(() -> nodes.cluster().database().connect()));
  }

  @BeforeEach
  void reviveNodes() {
    nodes.revive();
    provider.pace(TOKENS, 20);
  }

  @AfterAll
  void stopNodes() {
    nodes.close();
    redis.close();
    provider.close();
    vertx.close().await();
  }

  /** One round of a scenario. */
  private interface Round {
    void play(Talk talk, Random dice, Report report) throws Exception;
  }

  private void play(String scenario, Round round) throws Exception {
    Random dice = Faults.dice(scenario);
    try (Report report = new Report(scenario)) {
      for (int i = 0; i < Faults.ROUNDS; i++) {
        nodes.revive();
        try (Talk talk = new Talk(setting, dice, PEOPLE)) {
          round.play(talk, dice, report);
          report.add("rounds", 1);
        } catch (Throwable broken) {
          nodes.dump(report.frames());
          throw broken;
        }
      }
    }
  }

  private static String pick(List<String> names, Random dice) {
    return names.get(dice.nextInt(names.size()));
  }

  private static void expect(Truth truth, String... states) {
    assertThat(
            truth.answers().values().stream().map(Truth.Answer::state).collect(Collectors.toSet()))
        .as("%s, %s", Faults.hint(), truth.answers())
        .isSubsetOf(Set.of(states));
  }

  @Test
  void r1GatewayKilled() throws Exception {
    play(
        "R1 gateway killed",
        (talk, dice, report) -> {
          talk.ask();
          talk.ask();
          talk.awaitText(1 + dice.nextInt(TOKENS / 3));
          nodes.node(pick(Nodes.GATEWAYS, dice)).process().kill();
          talk.ask();
          expect(talk.settle(report), "COMPLETED");
        });
  }

  @Test
  void r2AiKilled() throws Exception {
    play(
        "R2 ai killed",
        (talk, dice, report) -> {
          talk.ask();
          talk.ask();
          talk.awaitText(1 + dice.nextInt(TOKENS / 3));
          List<String> owners = talk.owners();
          String victim = owners.isEmpty() ? pick(Nodes.AIS, dice) : pick(owners, dice);
          long killed = System.nanoTime();
          nodes.node(victim).process().kill();
          // Some come back before, during and after the end of what the dead node wrote.
          for (int i = 0; i < PEOPLE; i++) {
            Pause.millis(dice.nextInt((int) Nodes.LEASE_MS / 2));
            talk.anybody().drop();
          }
          Truth truth = talk.settle(report);
          expect(truth, "COMPLETED", "INTERRUPTED");
          long end =
              talk.players().stream()
                  .flatMap(player -> player.history().shown().stream())
                  .filter(
                      shown ->
                          shown.event() instanceof Event.Ended ended
                              && ended.state().equals("INTERRUPTED"))
                  .mapToLong(History.Shown::nanos)
                  .max()
                  .orElse(killed);
          long took = TimeUnit.NANOSECONDS.toMillis(end - killed);
          report.longest("from the kill to the end", took);
          report.add("ended later than lease + 2 s", took > Nodes.LEASE_MS + 2_000 ? 1 : 0);
          assertThat(took).as(Faults.hint()).isLessThan(Nodes.LEASE_MS + 2_000 + SLACK_MS);
        });
  }

  /** Beside the list: what was acknowledged is there, and answers go on. */
  @Test
  void storeKilled() throws Exception {
    play(
        "R2 store killed",
        (talk, dice, report) -> {
          talk.ask();
          talk.awaitText(1 + dice.nextInt(TOKENS / 3));
          nodes.node(pick(Nodes.STORES, dice)).process().kill();
          talk.ask();
          talk.ask();
          expect(talk.settle(report), "COMPLETED");
        });
  }

  @Test
  void r3OwnerFrozenPastItsLease() throws Exception {
    play(
        "R3 owner frozen",
        (talk, dice, report) -> {
          provider.pace(10 * TOKENS, 20);
          talk.ask();
          talk.awaitText(1 + dice.nextInt(TOKENS / 3));
          String frozen = talk.owners().getFirst();
          ServerProcess owner = nodes.node(frozen).process();
          owner.signal("STOP");
          try {
            talk.anybody().drop();
            talk.awaitAll(event -> event instanceof Event.Ended, 60, "the end");
          } finally {
            owner.signal("CONT");
          }
          report.longest("from going on to being back", nodes.awaitBack(frozen));
          provider.pace(TOKENS, 20);
          talk.ask();
          talk.ask();
          expect(talk.settle(report), "COMPLETED", "INTERRUPTED");
          assertThat(talk.lateChunks()).as(Faults.hint()).isZero();
        });
  }

  @Test
  void r4RedisFlushed() throws Exception {
    play("R4 Redis flushed", (talk, dice, report) -> redisLost(talk, dice, report, redis::flush));
  }

  @Test
  void r4RedisRestarted() throws Exception {
    play(
        "R4 Redis restarted",
        (talk, dice, report) ->
            redisLost(
                talk,
                dice,
                report,
                () -> {
                  redis.stop();
                  redis.restart();
                }));
  }

  @Test
  void r4RedisGone() throws Exception {
    play(
        "R4 Redis gone",
        (talk, dice, report) -> {
          try {
            redisLost(talk, dice, report, redis::stop);
          } finally {
            redis.restart();
          }
        });
  }

  @Test
  void r4RedisHangs() throws Exception {
    play(
        "R4 Redis hangs",
        (talk, dice, report) -> {
          try {
            redisLost(talk, dice, report, redis::hang);
          } finally {
            redis.goOn();
          }
        });
  }

  @Test
  void r4RedisFull() throws Exception {
    play(
        "R4 Redis full",
        (talk, dice, report) -> {
          try {
            redisLost(talk, dice, report, redis::fill);
          } finally {
            redis.makeRoom();
          }
        });
  }

  private void redisLost(Talk talk, Random dice, Report report, Runnable loss) {
    talk.ask();
    talk.ask();
    talk.awaitText(1 + dice.nextInt(TOKENS / 3));
    loss.run();
    talk.anybody().drop();
    talk.ask();
    expect(talk.settle(report), "COMPLETED");
  }

  @Test
  void clockOfANodeJumps() throws Exception {
    Faketime clock = new Faketime(folder.resolve("clock"));
    play(
        "Clock of a node jumps an hour",
        (talk, dice, report) -> {
          String victim = pick(Nodes.ALL, dice);
          nodes.node(victim).process().kill();
          nodes.revive(Map.of(victim, clock.environment()));
          talk.ask();
          talk.awaitText(1 + dice.nextInt(TOKENS / 3));
          clock.jump(dice.nextBoolean() ? "+1h" : "-1h");
          talk.ask();
          try {
            expect(talk.settle(report), "COMPLETED");
          } finally {
            nodes.node(victim).process().kill();
            clock.jump("+0");
          }
        });
  }
}
