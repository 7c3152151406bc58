package dev.parley.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.parley.auth.Administrators;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Marker;

/**
 * Keeps what people send, and a fault that strikes every request alike, from filling the disk: of
 * one log statement at most {@value #LINES} lines in ten seconds are written, and then how many
 * were left out. What administrators do is always written. Set in {@code logback.xml}.
 *
 * <p>At most {@value #STATEMENTS} statements are counted; the one that spoke longest ago is
 * forgotten first, which lets it speak again.
 */
public final class LogLimit extends TurboFilter {
  static final int LINES = 20;
  private static final int STATEMENTS = 500;
  private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(10);

  private record Statement(String logger, String format) {}

  private final LongSupplier nanoTime;
  private final Map<Statement, Period> periods =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Statement, Period> eldest) {
          return size() > STATEMENTS;
        }
      };

  public LogLimit() {
    this(System::nanoTime);
  }

  LogLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] params, Throwable error) {
    if (logger.getName().equals(Administrators.AUDIT)) {
      return FilterReply.NEUTRAL;
    }
    if (format == null || !level.isGreaterOrEqual(Level.INFO)) {
      return FilterReply.NEUTRAL;
    }
    int leftOut;
    synchronized (periods) {
      Statement statement = new Statement(logger.getName(), format);
      Period period = periods.get(statement);
      long now = nanoTime.getAsLong();
      if (period != null && now - period.begin < PERIOD_NS) {
        period.lines++;
        return period.lines > LINES ? FilterReply.DENY : FilterReply.NEUTRAL;
      }
      periods.put(statement, new Period(now));
      leftOut = period == null ? 0 : Math.max(0, period.lines - LINES);
    }
    if (leftOut > 0) {
      logger.warn("{} lines like the next one were left out", leftOut);
    }
    return FilterReply.NEUTRAL;
  }

  /** What a statement has said since a moment. */
  private static final class Period {
    private final long begin;
    private int lines = 1;

    Period(long begin) {
      this.begin = begin;
    }
  }
}
