package dev.parley.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.internal.threadchecker.BlockedThreadChecker;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The warnings of Vert.x's blocked-thread checker, one list for the JVM as its logger is one. */
final class BlockedThreadWarnings extends AppenderBase<ILoggingEvent> {
  /** Warnings kept until they are taken; later ones are dropped, as the first tell enough. */
  static final int MAX_KEPT = 20;

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

  @Override
  protected void append(ILoggingEvent event) {
    synchronized (kept) {
      if (kept.size() < MAX_KEPT) {
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
