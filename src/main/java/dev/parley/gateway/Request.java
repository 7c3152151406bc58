package dev.parley.gateway;

import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;

/**
 * A command that is being carried out.
 *
 * @param client who gave it; its person is known
 * @param id the client's own; null when it gave none
 */
record Request(Client client, String id) {
  /** The person's. */
  long userId() {
    return client.identity().userId();
  }

  /** Only what the client gave an id is acknowledged: others would not know what for. */
  void acknowledge(Result result) {
    if (id != null) {
      client.send(new ServerEvent.Ack(id, result));
    }
  }

  /** Acknowledges with the result, once it is there. */
  Future<Void> answer(Future<? extends Result> result) {
    return result.map(
        there -> {
          acknowledge(there);
          return null;
        });
  }

  /** Acknowledges that it is done, once it is. */
  Future<Void> done(Future<?> work) {
    return answer(work.map(there -> new Result.Done()));
  }
}
