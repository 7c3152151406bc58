package dev.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

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
}
