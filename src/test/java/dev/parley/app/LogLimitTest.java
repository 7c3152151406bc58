package dev.parley.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogLimitTest {
  private final AtomicLong now = new AtomicLong();
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("limited");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void limit() {
    context.addTurboFilter(new LogLimit(now::get));
    logger.setLevel(Level.DEBUG);
    lines.start();
    logger.addAppender(lines);
  }

  @Test
  void writesABoundedNumberOfLinesOfOneStatement() {
    for (int i = 0; i < 1_000; i++) {
      logger.warn("Refused {}", i);
    }
    logger.error("Something else");
    assertThat(messages()).hasSize(LogLimit.LINES + 1).endsWith("Something else");
  }

  @Test
  void saysLaterHowManyWereLeftOut() {
    for (int i = 0; i < LogLimit.LINES + 5; i++) {
      logger.warn("Refused {}", i);
    }
    now.addAndGet(TimeUnit.SECONDS.toNanos(10));
    logger.warn("Refused {}", "again");
    assertThat(messages())
        .hasSize(LogLimit.LINES + 2)
        .endsWith("5 lines like the next one were left out", "Refused again");
  }

  @Test
  void leavesDebuggingAlone() {
    for (int i = 0; i < 100; i++) {
      logger.debug("Step {}", i);
    }
    assertThat(lines.list).hasSize(100);
  }

  @Test
  void isSetForTheServer() throws Exception {
    assertThat(Files.readString(Path.of("src/main/resources/logback.xml")))
        .contains(LogLimit.class.getName());
  }

  private List<String> messages() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
