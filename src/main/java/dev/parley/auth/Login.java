package dev.parley.auth;

import dev.parley.bus.Accounts;
import java.time.Duration;

/**
 * What somebody gets who came in.
 *
 * @param refreshToken good for one exchange
 * @param expiresIn how long the access token is good for
 */
public record Login(
    String accessToken, String refreshToken, Duration expiresIn, Accounts.User user) {
  @Override
  public String toString() {
    return "Login[user=" + user + "]";
  }
}
