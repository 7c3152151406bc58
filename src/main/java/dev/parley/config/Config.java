package dev.parley.config;

import dev.parley.usage.Terms;
import java.nio.file.Path;
import java.util.Set;

/**
 * The whole configuration, validated. Every component is documented in {@code conf/parley.yaml},
 * which holds the defaults; {@link Secret} components never print.
 *
 * @param node name of this process, unique in the cluster
 * @param dataDir where the embedded database and the generated signing key live
 * @param terms prices and quotas, and how long accounts are kept
 */
public record Config(
    String node,
    Set<Role> roles,
    Path dataDir,
    HttpConfig http,
    DatabaseConfig database,
    AuthConfig auth,
    AiConfig ai,
    LimitsConfig limits,
    ClusterConfig cluster,
    RedisConfig redis,
    ShutdownConfig shutdown,
    HealthConfig health,
    SearchConfig search,
    Terms terms,
    BridgeConfig bridge,
    ModerationConfig moderation) {
  public Config {
    roles = Set.copyOf(roles);
  }
}
