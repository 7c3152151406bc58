package dev.parley.app;

import dev.parley.auth.EndedEverywhere;
import dev.parley.auth.cluster.ClusterEnded;
import dev.parley.auth.redis.RedisEnded;
import dev.parley.cluster.Members;
import dev.parley.config.Config;
import dev.parley.limits.LocalWhileAway;
import dev.parley.limits.Rate;
import dev.parley.limits.RateLimiter;
import dev.parley.limits.cluster.ClusterRateLimiter;
import dev.parley.limits.memory.MemoryRateLimiter;
import dev.parley.limits.redis.RedisRateLimiter;
import dev.parley.presence.Presence;
import dev.parley.presence.cluster.ClusterPresence;
import dev.parley.presence.memory.MemoryPresence;
import dev.parley.presence.redis.RedisPresence;
import dev.parley.redis.RedisLink;
import dev.parley.shared.ClusterMap;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/**
 * What the nodes of a server share: in Redis when there is one, else in maps of the cluster, else
 * in memory.
 *
 * @param redis null when there is none
 */
record SharedState(Vertx vertx, Config config, RedisLink redis, Members members) {
  private static final long OPEN_TIMEOUT_S = 10;

  RateLimiter limiter(String name, Rate rate) throws Exception {
    RateLimiter local = new MemoryRateLimiter(rate);
    if (redis != null) {
      return new LocalWhileAway(
          name, new RedisRateLimiter(vertx, redis, prefix(), name, rate), local);
    }
    return vertx.isClustered()
        ? new LocalWhileAway(
            name, new ClusterRateLimiter(map("rates"), name, rate, InstantSource.system()), local)
        : local;
  }

  Presence presence() throws Exception {
    if (redis != null) {
      return new RedisPresence(vertx, redis, prefix(), members);
    }
    return vertx.isClustered()
        ? new ClusterPresence(map("presence"), members)
        : new MemoryPresence(members.me(), new MemoryPresence.Nodes());
  }

  EndedEverywhere ended() throws Exception {
    if (redis != null) {
      return new RedisEnded(vertx, redis, prefix(), config.auth().accessTokenTtl());
    }
    return vertx.isClustered()
        ? new ClusterEnded(map("ended"), config.auth().accessTokenTtl())
        : EndedEverywhere.alone();
  }

  private String prefix() {
    return config.redis().keyPrefix();
  }

  private <V> ClusterMap<V> map(String name) throws Exception {
    return App.await(ClusterMap.open(vertx, "parley.shared." + name), OPEN_TIMEOUT_S);
  }
}
