package dev.parley.gateway;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;
import java.util.function.Consumer;

/**
 * Something that a bridge asks a session about.
 *
 * @param frame as the program sent it, or as it would be sent to the program; may be changed
 * @param decided told at most once whether the bridge may do it; what is never told is not done
 */
record BridgeOffer(BridgeEventType type, JsonObject frame, Consumer<Boolean> decided) {
  void allow() {
    decided.accept(true);
  }
}
