package dev.parley.auth;

import java.time.Instant;

/**
 * Who a valid access token speaks for.
 *
 * @param sessionId the login it belongs to; ends with {@code Events.SESSION_ENDED}
 * @param expiresAt when the token is no longer good
 */
public record Identity(
    long userId, String name, boolean guest, String sessionId, Instant expiresAt) {}
