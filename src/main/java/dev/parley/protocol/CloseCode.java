package dev.parley.protocol;

/**
 * Why the server closed a WebSocket, and what the client should do about it. Codes below 4000 are
 * registered under RFC 6455 section 11.7; the others are Parley's own.
 */
public enum CloseCode {
  NORMAL(1000, "Bye", Reconnect.NO),
  GOING_AWAY(1001, "Server is going away", Reconnect.RESUME),
  INVALID_PAYLOAD(1007, "Text must be UTF-8", Reconnect.NO),
  MESSAGE_TOO_BIG(1009, "Frame too large", Reconnect.RESUME),
  INTERNAL_ERROR(1011, "Internal error", Reconnect.RESUME),
  TRY_AGAIN_LATER(1013, "Try again later", Reconnect.RESUME),
  AUTH_REQUIRED(4001, "Authentication required", Reconnect.NO),
  INVALID_TOKEN(4001, "Invalid token", Reconnect.WITH_NEW_TOKEN),
  TOKEN_EXPIRED(4003, "Token expired", Reconnect.WITH_NEW_TOKEN),
  LOGGED_OUT(4004, "Logged out", Reconnect.NO),
  SLOW_CONSUMER(4008, "Too slow, resume later", Reconnect.RESUME),
  TOO_MANY_FRAMES(4009, "Too many frames", Reconnect.NO),
  TOO_MANY_CONNECTIONS(4011, "Too many connections", Reconnect.NO),
  HEARTBEAT_MISSED(4010, "No answer to pings", Reconnect.RESUME);

  /** What a client does after the close. */
  public enum Reconnect {
    NO,
    WITH_NEW_TOKEN,
    RESUME
  }

  private final int code;
  private final String reason;
  private final Reconnect reconnect;

  CloseCode(int code, String reason, Reconnect reconnect) {
    this.code = code;
    this.reason = reason;
    this.reconnect = reconnect;
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  public Reconnect reconnect() {
    return reconnect;
  }
}
