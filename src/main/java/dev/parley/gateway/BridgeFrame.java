package dev.parley.gateway;

import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import io.vertx.core.json.JsonObject;

/** The envelope that both bridges have in common. Values of the wrong type count as absent. */
final class BridgeFrame {
  private static final String SCHEME = "bearer ";
  private static final int MAX_REPLY_ADDRESS = 64;

  private BridgeFrame() {}

  /**
   * The token of the header {@code authorization}, with or without {@code Bearer}; null without
   * one. All headers are taken away: they must not travel the bus, and some steer the bridge.
   */
  static String takeToken(JsonObject frame) {
    Object headers = frame.remove("headers");
    Object token = headers instanceof JsonObject object ? object.getValue("authorization") : null;
    if (!(token instanceof String text) || text.isBlank()) {
      return null;
    }
    return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? text.substring(SCHEME.length()).strip()
        : text.strip();
  }

  /** Throws INVALID_FIELD for one that is no text or too long. */
  static String address(JsonObject frame) {
    if (frame.getValue("address") instanceof String address
        && address.length() <= BridgeAddresses.MAX_LENGTH) {
      return address;
    }
    throw new FailureException(
        ErrorCode.INVALID_FIELD,
        "address must be text of at most " + BridgeAddresses.MAX_LENGTH + " characters");
  }

  /** Where an answer, or an error, is expected: for a registration that is the address itself. */
  static String replyTo(JsonObject frame) {
    boolean registers = "register".equals(frame.getValue("type"));
    int longest = registers ? BridgeAddresses.MAX_LENGTH : MAX_REPLY_ADDRESS;
    return frame.getValue(registers ? "address" : "replyAddress") instanceof String address
            && address.length() <= longest
        ? address
        : null;
  }

  /**
   * @param address nullable
   */
  static JsonObject error(String address, Failure failure) {
    JsonObject frame =
        new JsonObject()
            .put("type", "err")
            .put("failureCode", failure.code().httpStatus())
            .put("failureType", failure.code().name())
            .put("message", failure.message())
            .put("retryable", failure.code().retryable());
    if (address != null) {
      frame.put("address", address);
    }
    if (failure.retryAfterMs() != null) {
      frame.put("retry_after_ms", failure.retryAfterMs());
    }
    return frame;
  }

  /** The last that is told. */
  static JsonObject closing(CloseCode code) {
    return new JsonObject()
        .put("type", "err")
        .put("failureCode", code.code())
        .put("failureType", code.name())
        .put("message", code.reason());
  }
}
