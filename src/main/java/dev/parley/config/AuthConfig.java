package dev.parley.config;

import java.time.Duration;
import java.util.Set;

/**
 * Who is let in, and for how long.
 *
 * @param guests people may come in without an account
 * @param jwtSecret at least 32 characters; null generates a key under the data folder
 * @param admins login names of accounts that may administer the server, in lower case
 */
public record AuthConfig(
    boolean guests,
    Secret jwtSecret,
    Duration accessTokenTtl,
    Duration refreshTokenTtl,
    Set<String> admins) {
  public AuthConfig {
    admins = Set.copyOf(admins);
  }

  /** Without administrators. */
  public AuthConfig(
      boolean guests, Secret jwtSecret, Duration accessTokenTtl, Duration refreshTokenTtl) {
    this(guests, jwtSecret, accessTokenTtl, refreshTokenTtl, Set.of());
  }
}
