package dev.parley.auth.redis;

import dev.parley.auth.EndedEverywhere;
import dev.parley.redis.RedisLink;
import dev.parley.shared.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;

/** A key for each session, which expires with its last token. */
public final class RedisEnded implements EndedEverywhere {
  private final Vertx vertx;
  private final RedisLink redis;
  private final String prefix;
  private final Duration ttl;

  /**
   * @param keyPrefix of all keys of this server
   * @param ttl how long access tokens are good for
   */
  public RedisEnded(Vertx vertx, RedisLink redis, String keyPrefix, Duration ttl) {
    this.vertx = vertx;
    this.redis = redis;
    this.prefix = keyPrefix + "ended:";
    this.ttl = ttl;
  }

  @Override
  public Future<Void> add(String sessionId) {
    return send(Request.cmd(Command.SET)
            .arg(prefix + sessionId)
            .arg(1)
            .arg("PX")
            .arg(ttl.toMillis()))
        .mapEmpty();
  }

  @Override
  public Future<Boolean> contains(String sessionId) {
    return send(Request.cmd(Command.EXISTS).arg(prefix + sessionId))
        .map(found -> found.toInteger() > 0);
  }

  private Future<Response> send(Request request) {
    return Caller.back(vertx, redis.send(request));
  }
}
