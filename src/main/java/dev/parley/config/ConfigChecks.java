package dev.parley.config;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Refuses values that are valid each, and do not go together. */
final class ConfigChecks {
  private final Values values;
  private final Set<Role> roles;

  ConfigChecks(Values values, Set<Role> roles) {
    this.values = values;
    this.roles = roles;
  }

  /** Adds what is wrong to the problems of the values. */
  void run() {
    values.require(
        values.get(Keys.AUTH_REFRESH_TOKEN_TTL).compareTo(values.get(Keys.AUTH_ACCESS_TOKEN_TTL))
            > 0,
        "auth.refresh_token_ttl must be longer than auth.access_token_ttl.");
    values.require(
        !roles.isEmpty(), "roles must name at least one of gateway, ai, store, metrics.");
    checkCluster();
    new SourcesBuilder(values).check();
    values.require(
        values.get(Keys.REDIS_URL) == null || values.get(Keys.REDIS_HOST) == null,
        "Either redis.url or redis.host must be set, not both.");
    checkServices();
    List<String> origins = values.get(Keys.HTTP_ALLOWED_ORIGINS);
    values.require(
        origins == null || !origins.contains("*") || origins.size() == 1,
        "http.allowed_origins must be either * alone or a list of origins.");
  }

  private void checkServices() {
    List<BridgeConfig.Service> services = SourcesBuilder.list(values, Keys.BRIDGE_SERVICES);
    values.require(
        services.stream().map(BridgeConfig.Service::name).distinct().count() == services.size()
            && services.stream().map(BridgeConfig.Service::token).distinct().count()
                == services.size(),
        "bridge.services must all have names and tokens of their own.");
  }

  private void checkCluster() {
    boolean enabled = values.get(Keys.CLUSTER_ENABLED);
    values.require(
        enabled || roles.containsAll(Set.of(Role.GATEWAY, Role.AI, Role.STORE)),
        "cluster.enabled must be true where gateway, ai and store are not all in one process.");
    values.require(
        !enabled || values.get(Keys.DATABASE_URL) != null || !usesDatabase(),
        "database.url must be set in a cluster: all nodes share one database.");
    values.require(
        !enabled || values.get(Keys.AUTH_JWT_SECRET) != null || !roles.contains(Role.GATEWAY),
        "auth.jwt_secret must be set in a cluster: all nodes accept each other's tokens.");
    long files =
        Stream.of(Keys.CLUSTER_TLS_CERTIFICATE, Keys.CLUSTER_TLS_KEY, Keys.CLUSTER_TLS_AUTHORITY)
            .filter(key -> values.get(key) != null)
            .count();
    values.require(
        files == 0 || files == 3,
        "cluster.tls needs all three of certificate, key and authority, or none.");
  }

  private boolean usesDatabase() {
    return roles.contains(Role.STORE) || roles.contains(Role.AI);
  }
}
