package dev.parley.ai.tool;

import io.vertx.core.Future;
import java.util.List;

/** Where tools come from: this server, consumers of the event bus, servers of a protocol. */
public interface ToolSource {
  /**
   * What it offers at the moment, without those that the configuration does not allow. May change
   * from call to call; the names of all sources are told apart by whoever gathers them.
   */
  List<Tool> tools();

  /** Ends what it holds: connections, processes, subscriptions. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }
}
