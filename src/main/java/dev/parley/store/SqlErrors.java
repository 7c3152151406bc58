package dev.parley.store;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers are told when the database fails: never its own words. */
public final class SqlErrors {
  private static final Logger LOG = LoggerFactory.getLogger(SqlErrors.class);

  /** An outage fails every request; one line in so many nanoseconds tells of it. */
  private static final long QUIET_NS = Duration.ofSeconds(5).toNanos();

  /** The driver has one class of exception for lost connections and for its caller's mistakes. */
  private static final Pattern CONNECTION =
      Pattern.compile("(?i)connection|timeout|pool closed|closed by");

  private static final AtomicLong LAST_LOGGED = new AtomicLong(System.nanoTime() - QUIET_NS);

  private SqlErrors() {}

  /**
   * The refusal to answer with, for what can be expected of a database; everything else stays as it
   * is, to be logged where it is answered.
   *
   * @param context what was tried, for the log
   */
  public static Throwable translate(String context, Throwable error) {
    return switch (error) {
      case FailureException refusal -> refusal;
      case PgException database -> translate(context, database);
      case ConnectionPoolTooBusyException busy ->
          unavailable(context, busy, "The database is too busy at the moment");
      case TimeoutException busy ->
          unavailable(context, busy, "The database is too busy at the moment");
      case IOException lost -> unreachable(context, lost);
      case VertxException lost when CONNECTION.matcher(lost.getMessage()).find() ->
          unreachable(context, lost);
      default -> error;
    };
  }

  private static Throwable translate(String context, PgException error) {
    String state = error.getSqlState() == null ? "" : error.getSqlState();
    return switch (state) {
      case "23505" -> new FailureException(ErrorCode.CONFLICT, "It exists already");
      case "23503" -> new FailureException(ErrorCode.NOT_FOUND, "It does not exist any more");
      case "22021", "22P05" ->
          new FailureException(
              ErrorCode.INVALID_FIELD, "Text must not contain the character with code 0");
      case "57014", "55P03" -> unavailable(context, error, "The database took too long");
      case "40001", "40P01" ->
          unavailable(context, error, "Somebody else changed the same at the same time");
      case "25006", "53100" ->
          unavailable(context, error, "The database cannot store anything at the moment");
      default ->
          // Connection lost, shutting down, starting up, too many connections, login refused.
          state.matches("(08|28|53|57P|3D).*") ? unreachable(context, error) : error;
    };
  }

  private static FailureException unreachable(String context, Throwable error) {
    return unavailable(context, error, "The database cannot be reached");
  }

  private static FailureException unavailable(String context, Throwable error, String message) {
    long now = System.nanoTime();
    long last = LAST_LOGGED.get();
    if (now - last >= QUIET_NS && LAST_LOGGED.compareAndSet(last, now)) {
      LOG.warn("{} failed: {} ({})", context, message, error.toString());
    }
    return new FailureException(ErrorCode.UNAVAILABLE, message);
  }
}
