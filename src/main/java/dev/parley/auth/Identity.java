package dev.parley.auth;

import java.time.Instant;
import java.util.Objects;

/**
 * Who is speaking, as an access token proves it.
 *
 * @param sessionId the login that the token belongs to
 * @param expiresAt until when the token proves it
 */
public record Identity(
    long userId, String name, boolean guest, String sessionId, Instant expiresAt) {
  public Identity {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(expiresAt, "expiresAt");
  }
}
