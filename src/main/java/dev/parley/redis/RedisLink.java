package dev.parley.redis;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of a process to Redis. Requests of all callers are pipelined on it, in the
 * order in which they come.
 *
 * <p>Redis is an accelerator: whoever uses it does without while it is away. So a request fails
 * with UNAVAILABLE soon, at once while Redis is known to be away, and whether a failed request was
 * carried out is not known. The connection is tried again after 100 milliseconds, doubling up to 5
 * seconds, when somebody asks for something. Safe to use from any thread; futures complete on a
 * thread of the connection.
 */
public final class RedisLink {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  /** Requests in flight; one more is refused with UNAVAILABLE. */
  private static final int MAX_WAITING = 10_000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final RedisOptions options;
  private final Duration timeout;
  private final List<Script> scripts;
  private Attempt current;
  private Duration pause = FIRST_PAUSE;
  private long notBefore = System.nanoTime();
  private boolean closed;

  /** A client is used for one connection: only its end surely ends the socket of that. */
  private record Attempt(Redis client, Future<RedisConnection> connection) {
    void close() {
      client.close().onFailure(error -> LOG.debug("Closing a connection to Redis", error));
    }
  }

  /**
   * Does not connect yet.
   *
   * @param url {@code redis://:password@host:port/number}
   * @param timeout of one request, and of connecting
   * @param scripts those that {@link #call} may name
   */
  public RedisLink(Vertx vertx, String url, Duration timeout, List<Script> scripts) {
    this.vertx = vertx;
    this.timeout = timeout;
    this.scripts = List.copyOf(scripts);
    this.options =
        new RedisOptions()
            .setConnectionString(url)
            .setNetClientOptions(
                new NetClientOptions()
                    .setTcpNoDelay(true)
                    .setTcpKeepAlive(true)
                    .setConnectTimeout((int) timeout.toMillis()))
            .setMaxWaitingHandlers(MAX_WAITING)
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(1)
            .setPoolRecycleTimeout(-1);
  }

  /** The request that runs a script. */
  public static Request call(Script script, List<String> keys, List<String> arguments) {
    Request request = Request.cmd(Command.EVALSHA).arg(script.name()).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  public Future<Response> send(Request request) {
    return use(connection -> connection.send(request));
  }

  /** Sends several requests in one round trip. Fails when one of them is refused. */
  public Future<List<Response>> batch(List<Request> requests) {
    return use(connection -> connection.batch(requests));
  }

  /** Waits for nothing; requests from now on fail. */
  public synchronized void close() {
    closed = true;
    if (current != null) {
      current.close();
      current = null;
    }
  }

  private <T> Future<T> use(Function<RedisConnection, Future<T>> action) {
    Attempt attempt = attempt();
    if (attempt == null) {
      return Future.failedFuture(unavailable());
    }
    return attempt
        .connection()
        .compose(action)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            error -> {
              lost(attempt, error);
              return Future.failedFuture(unavailable());
            });
  }

  private static FailureException unavailable() {
    return new FailureException(ErrorCode.UNAVAILABLE, "Redis cannot be reached at the moment");
  }

  /** Null while Redis is known to be away. */
  private synchronized Attempt attempt() {
    if (current == null && !closed && System.nanoTime() - notBefore >= 0) {
      Redis client = Redis.createClient(vertx, options);
      Attempt attempt = new Attempt(client, client.connect().compose(this::prepare));
      current = attempt;
      attempt.connection().onSuccess(connection -> reached(attempt, connection));
    }
    return current;
  }

  private Future<RedisConnection> prepare(RedisConnection connection) {
    List<Request> loads =
        scripts.stream()
            .map(script -> Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text()))
            .toList();
    return loads.isEmpty()
        ? Future.succeededFuture(connection)
        : connection.batch(loads).map(connection);
  }

  private synchronized void reached(Attempt attempt, RedisConnection connection) {
    pause = FIRST_PAUSE;
    connection.exceptionHandler(error -> lost(attempt, error));
    connection.endHandler(end -> lost(attempt, new IllegalStateException("it hung up")));
    LOG.info("Connected to Redis");
  }

  /** After a request that failed nothing is known of the connection: the next one is a new one. */
  private synchronized void lost(Attempt attempt, Throwable error) {
    if (!attempt.equals(current)) {
      return;
    }
    LOG.warn("Redis is away: {}", error.toString());
    current = null;
    notBefore = System.nanoTime() + pause.toNanos();
    Duration next = pause.multipliedBy(2);
    pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    attempt.close();
  }
}
