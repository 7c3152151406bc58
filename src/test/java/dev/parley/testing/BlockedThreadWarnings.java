package dev.parley.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.internal.threadchecker.BlockedThreadChecker;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The warnings of Vert.x's blocked-thread checker, one list for the JVM as its logger is one. Short
 * ones do not count while the machine has far more to do than it can: threads then wait for a
 * processor, which looks the same. Long ones, which come with a stack, always count.
 */
final class BlockedThreadWarnings extends AppenderBase<ILoggingEvent> {
  /** Warnings kept until they are taken; later ones are dropped, as the first tell enough. */
  static final int MAX_KEPT = 20;

  /** Threads that want to run, for each processor, from which on a machine is overloaded. */
  private static final double OVERLOAD = 2;

  private static final BlockedThreadWarnings INSTANCE = new BlockedThreadWarnings();

  private final List<String> kept = new ArrayList<>();

  private BlockedThreadWarnings() {
    setName("blocked-threads");
    start();
  }

  /** Listens to the checker's logger. Calling it again changes nothing. */
  static void watch() {
    ((Logger) LoggerFactory.getLogger(BlockedThreadChecker.LOGGER_NAME)).addAppender(INSTANCE);
  }

  /** The warnings since the last call. */
  static List<String> take() {
    synchronized (INSTANCE.kept) {
      List<String> taken = List.copyOf(INSTANCE.kept);
      INSTANCE.kept.clear();
      return taken;
    }
  }

  /**
   * Whether a warning says something of the program.
   *
   * @param load of the machine in the last minute; negative where that is not known
   */
  static boolean counts(boolean withStack, double load, int processors) {
    return withStack || load <= OVERLOAD * processors;
  }

  private static boolean counts(ILoggingEvent event) {
    OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
    return counts(
        event.getThrowableProxy() != null,
        machine.getSystemLoadAverage(),
        machine.getAvailableProcessors());
  }

  @Override
  protected void append(ILoggingEvent event) {
    synchronized (kept) {
      if (kept.size() < MAX_KEPT && counts(event)) {
        kept.add(text(event));
      }
    }
  }

  private static String text(ILoggingEvent event) {
    IThrowableProxy stack = event.getThrowableProxy();
    String message = event.getFormattedMessage();
    return stack == null ? message : message + "\n" + ThrowableProxyUtil.asString(stack);
  }
}
