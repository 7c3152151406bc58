package dev.parley.auth.cluster;

import dev.parley.auth.EndedEverywhere;
import dev.parley.shared.ClusterMap;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;

/**
 * An entry for each session, which is forgotten with its last token.
 *
 * @param ttl how long access tokens are good for
 */
public record ClusterEnded(ClusterMap<Boolean> sessions, Duration ttl) implements EndedEverywhere {
  @Override
  public Future<Void> add(String sessionId) {
    return sessions.put(sessionId, true, ttl);
  }

  @Override
  public Future<Boolean> contains(String sessionId) {
    return sessions.get(sessionId).map(Objects::nonNull);
  }
}
