package dev.parley.gateway;

import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.bus.Metrics;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ServerEvent;
import io.vertx.core.Future;

/** Commands that tell others of a client, or have it told of them, and store nothing. */
record PresenceCommands(Bus bus, Joining joining) {
  Future<Void> type(Client client, ClientCommand.Typing typing) {
    return joining
        .ensureJoined(client, typing.conversationId())
        .onSuccess(
            in ->
                bus.publish(
                    Events.conversation(typing.conversationId()),
                    new ServerEvent.TypingChanged(
                        typing.conversationId(), client.identity().userId(), typing.typing())));
  }

  Future<Void> subscribeStatus(Client client, boolean subscribe) {
    if (!subscribe) {
      client.subscribeStatus(false);
      return Future.succeededFuture();
    }
    return bus.request(Metrics.STATS, new Metrics.ReadStats())
        .map(
            figures -> {
              client.subscribeStatus(true);
              client.send(figures);
              return null;
            });
  }
}
