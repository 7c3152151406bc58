package dev.parley.testing;

import static org.assertj.core.api.Assertions.allOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import ch.qos.logback.classic.Logger;
import io.vertx.core.internal.threadchecker.BlockedThreadChecker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.slf4j.LoggerFactory;

/** Runs small classes with the configuration of the real tests, so it also shows what is found. */
class BlockedThreadExtensionTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(BlockedThreadChecker.LOGGER_NAME);

  /** Warnings made here on purpose must not look like real ones in the output of a build. */
  @BeforeEach
  void keepOffTheConsole() {
    logger.setAdditive(false);
  }

  @AfterEach
  void backToTheConsole() {
    logger.setAdditive(true);
  }

  @Test
  void aWarningFailsTheClassInWhichItCame() {
    EngineExecutionResults results = run(WarningFixture.Warned.class);

    results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(0));
    results
        .containerEvents()
        .assertThatEvents()
        .haveExactly(
            1,
            allOf(
                container(WarningFixture.Warned.class),
                finishedWithFailure(
                    message(text -> text.contains("blocked for 2500 ms")),
                    message(text -> text.contains("where.it.Stood")))));
  }

  @Test
  void aWarningFailsOnlyThatClass() {
    run(WarningFixture.Warned.class);

    run(WarningFixture.Quiet.class).containerEvents().assertStatistics(stats -> stats.failed(0));
  }

  @Test
  void aFloodOfWarningsIsBounded() {
    BlockedThreadWarnings.watch();
    for (int i = 0; i < BlockedThreadWarnings.MAX_KEPT + 5; i++) {
      WarningFixture.warn();
    }

    assertThat(BlockedThreadWarnings.take()).hasSize(BlockedThreadWarnings.MAX_KEPT);
    assertThat(BlockedThreadWarnings.take()).isEmpty();
  }

  @Test
  void aShortWarningOfAnOverloadedMachineDoesNotCount() {
    assertThat(BlockedThreadWarnings.counts(false, 4.1, 2)).isFalse();
    assertThat(BlockedThreadWarnings.counts(false, 4, 2)).isTrue();
    assertThat(BlockedThreadWarnings.counts(false, -1, 2)).as("load not known").isTrue();
    assertThat(BlockedThreadWarnings.counts(true, 50, 2)).isTrue();
  }

  private static EngineExecutionResults run(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter")
        .enableImplicitConfigurationParameters(true)
        .selectors(selectClass(testClass))
        .execute();
  }
}
