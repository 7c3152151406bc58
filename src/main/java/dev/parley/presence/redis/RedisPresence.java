package dev.parley.presence.redis;

import dev.parley.cluster.Members;
import dev.parley.presence.People;
import dev.parley.presence.Presence;
import dev.parley.redis.RedisLink;
import dev.parley.redis.Script;
import dev.parley.shared.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A hash for each conversation with a field for each node: until when it is good, by the clock of
 * Redis, and its people. One round trip. A node that the cluster says is gone counts no more at
 * once, and one that is silent after 30 seconds.
 */
public final class RedisPresence implements Presence {
  /** A node, its people, and for how many milliseconds, to the other nodes and their people. */
  public static final Script SCRIPT =
      new Script(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          if ARGV[2] == '' then
            redis.call('HDEL', KEYS[1], ARGV[1])
          else
            local good = string.format('%.0f', now + ARGV[3])
            redis.call('HSET', KEYS[1], ARGV[1], good .. ':' .. ARGV[2])
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
          end
          local all, others = redis.call('HGETALL', KEYS[1]), {}
          for i = 1, #all, 2 do
            local good, people = string.match(all[i + 1], '^(%d+):(.*)$')
            if tonumber(good) <= now then
              redis.call('HDEL', KEYS[1], all[i])
            elseif all[i] ~= ARGV[1] then
              others[#others + 1] = all[i]
              others[#others + 1] = people
            end
          end
          return others
          """);

  private static final Duration BEAT = Duration.ofSeconds(10);
  private static final Duration GOOD_FOR = BEAT.multipliedBy(3);

  private final Vertx vertx;
  private final RedisLink redis;
  private final String prefix;
  private final Members members;

  /**
   * @param redis knows {@link #SCRIPT}
   * @param keyPrefix of all keys of this server
   */
  public RedisPresence(Vertx vertx, RedisLink redis, String keyPrefix, Members members) {
    this.vertx = vertx;
    this.redis = redis;
    this.prefix = keyPrefix + "presence:";
    this.members = members;
  }

  @Override
  public Future<Set<Long>> exchange(long conversationId, Set<Long> here) {
    var request =
        RedisLink.call(
            SCRIPT,
            List.of(prefix + conversationId),
            List.of(members.me(), People.encode(here), String.valueOf(GOOD_FOR.toMillis())));
    return Caller.back(vertx, redis.send(request).map(this::ofMembers));
  }

  private Set<Long> ofMembers(Response others) {
    Set<String> present = members.all();
    Set<Long> people = new HashSet<>();
    for (int i = 0; i < others.size(); i += 2) {
      if (present.contains(others.get(i).toString())) {
        People.decode(others.get(i + 1).toString()).forEach(people::add);
      }
    }
    return people;
  }

  @Override
  public Duration beat() {
    return BEAT;
  }
}
