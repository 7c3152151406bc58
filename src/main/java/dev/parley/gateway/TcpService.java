package dev.parley.gateway;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a program does on the event bus over TCP, once its session has allowed it. Used on one event
 * loop.
 */
final class TcpService {
  private static final Logger LOG = LoggerFactory.getLogger(TcpService.class);

  private final EventBus bus;
  private final BridgeLine line;
  private final Consumer<BridgeOffer> session;
  private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();

  /** By reply address; with one more than the session remembers the oldest is forgotten. */
  private final Map<String, Message<Object>> unanswered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Message<Object>> eldest) {
          return size() > BridgeService.MAX_UNANSWERED;
        }
      };

  /**
   * @param session asked about what came for the program
   */
  TcpService(EventBus bus, BridgeLine line, Consumer<BridgeOffer> session) {
    this.bus = bus;
    this.line = line;
    this.session = session;
  }

  /** Does what a frame wants. */
  void carryOut(BridgeEventType type, JsonObject frame) {
    String address = frame.getString("address");
    switch (type) {
      case SOCKET_PING -> line.write(new JsonObject().put("type", "pong"));
      case REGISTER -> consumers.put(address, bus.consumer(address, this::came));
      case UNREGISTER -> unregister(consumers.remove(address));
      case SEND -> send(address, frame);
      default -> throw new IllegalArgumentException("Not for programs: " + type);
    }
  }

  private void send(String address, JsonObject frame) {
    Message<Object> asked = unanswered.remove(address);
    Object body = frame.getValue("body");
    if (asked == null) {
      bus.send(address, body);
    } else if (frame.getValue("failureCode") instanceof Number code) {
      asked.fail(code.intValue(), frame.getString("message"));
    } else {
      asked.reply(body);
    }
  }

  private void came(Message<Object> message) {
    JsonObject headers = new JsonObject();
    message.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    JsonObject frame =
        new JsonObject()
            .put("type", "message")
            .put("address", message.address())
            .put("headers", headers)
            .put("send", message.isSend());
    if (message.body() != null) {
      frame.put("body", message.body());
    }
    if (message.replyAddress() != null) {
      frame.put("replyAddress", message.replyAddress());
    }
    session.accept(
        new BridgeOffer(
            BridgeEventType.RECEIVE,
            frame,
            allowed -> {
              if (allowed) {
                deliver(message, frame);
              }
            }));
  }

  private void deliver(Message<Object> message, JsonObject frame) {
    if (message.replyAddress() != null) {
      unanswered.put(message.replyAddress(), message);
    }
    line.write(frame);
  }

  private static void unregister(MessageConsumer<Object> consumer) {
    if (consumer != null) {
      consumer
          .unregister()
          .onFailure(error -> LOG.warn("{} is not unregistered", consumer.address(), error));
    }
  }

  /** The line has closed. */
  void end() {
    consumers.values().forEach(TcpService::unregister);
    consumers.clear();
    unanswered.clear();
  }
}
