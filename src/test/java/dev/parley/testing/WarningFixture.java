package dev.parley.testing;

import io.vertx.core.VertxException;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.internal.threadchecker.BlockedThreadChecker;
import org.junit.jupiter.api.Test;

/**
 * Classes for {@link BlockedThreadExtensionTest} to run; their name keeps them out of the build.
 */
final class WarningFixture {
  private WarningFixture() {}

  /** Warns as the checker does, through Vert.x's own logging. */
  static void warn() {
    Logger logger = LoggerFactory.getLogger(BlockedThreadChecker.LOGGER_NAME);
    VertxException stack = new VertxException("Thread blocked");
    stack.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("where.it.Stood", "still", "It.java", 7)});
    logger.warn("Thread loop-1 has been blocked for 2500 ms, time limit is 2000 ms", stack);
  }

  static class Warned {
    @Test
    void passesWhileALoopIsBlocked() {
      warn();
    }
  }

  static class Quiet {
    @Test
    void passes() {}
  }
}
