package dev.parley.gateway;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Metrics;
import dev.parley.chat.Change;
import dev.parley.chat.FeedEvent;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.Dialect.Habit;
import dev.parley.protocol.ServerEvent;
import dev.parley.service.ChatService;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection does unasked, by the habits of its dialect: it joins the conversations of its
 * person that go on elsewhere, and is told histories and figures.
 */
final class Following {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  /** Messages of a history. */
  private static final int HISTORY = 50;

  /**
   * Conversations that are being joined or read at once. Overflow policy: what happens there now is
   * left out, and made up for when something happens there again.
   */
  private static final int MAX_PENDING = 100;

  private final Connection connection;
  private final Bus bus;
  private final Joining joining;
  private final Set<Long> entering = new HashSet<>();

  /** Histories that are being read; true when the conversation went on in the meantime. */
  private final Map<Long, Boolean> reading = new HashMap<>();

  Following(Connection connection, Bus bus) {
    this.connection = connection;
    this.bus = bus;
    this.joining = new Joining(bus);
  }

  /** The connection was told this. */
  void told(ServerEvent event) {
    Set<Habit> habits = connection.habits();
    if (habits.isEmpty() || connection.closed()) {
      return;
    }
    switch (event) {
      case ServerEvent.MemberFeed(FeedEvent entry) -> {
        if (habits.contains(Habit.FOLLOW) && isTalk(entry.change())) {
          enter(entry);
        }
      }
      case ServerEvent.Feed(FeedEvent entry) -> happened(habits, entry);
      case ServerEvent.ConversationResumed resumed -> {
        if (!resumed.recovered() && habits.contains(Habit.HISTORY)) {
          history(resumed.conversationId());
        }
      }
      default -> {}
    }
  }

  private void happened(Set<Habit> habits, FeedEvent entry) {
    if (habits.contains(Habit.STATUS) && entry.change() instanceof Change.GenerationFinished) {
      status();
    }
    if (habits.contains(Habit.HISTORY) && changesLog(entry.change())) {
      history(entry.conversationId());
    }
  }

  private static boolean changesLog(Change change) {
    return isTalk(change)
        || change instanceof Change.MessageUpdated
        || change instanceof Change.MessageDeleted;
  }

  private static boolean isTalk(Change change) {
    return change instanceof Change.MessageAdded || change instanceof Change.GenerationFinished;
  }

  /** Joins from just before the entry, so that the connection is told it too. */
  private void enter(FeedEvent entry) {
    long id = entry.conversationId();
    if (connection.attachment(id) != null || entering.size() >= MAX_PENDING || !entering.add(id)) {
      return;
    }
    long me = connection.identity().userId();
    bus.request(Conversations.NAMES, new Conversations.ReadNames(me, List.of(id)))
        .compose(
            names -> {
              String name = names.names().get(id);
              if (name != null) {
                connection.send(new ServerEvent.Bound(name, id));
              }
              return connection.closed() || connection.attachment(id) != null
                  ? Future.<Void>succeededFuture()
                  : joining.resume(
                      connection, new ClientCommand.Resume(Map.of(id, entry.seq() - 1), Map.of()));
            })
        .onComplete(done -> entering.remove(id))
        .onFailure(
            error -> {
              LOG.warn("Could not follow conversation {}", id, error);
              connection.detach(id);
            });
  }

  private void history(long conversationId) {
    if (reading.containsKey(conversationId)) {
      reading.put(conversationId, true);
    } else if (reading.size() < MAX_PENDING) {
      read(conversationId);
    }
  }

  private void read(long conversationId) {
    reading.put(conversationId, false);
    long me = connection.identity().userId();
    bus.request(
            Conversations.MESSAGES,
            new Conversations.LoadMessages(me, conversationId, null, HISTORY))
        .map(ChatService::bounded)
        .onSuccess(page -> connection.send(new ServerEvent.Ack(null, page)))
        .onFailure(error -> LOG.debug("No history of conversation {}", conversationId, error))
        .onComplete(
            done -> {
              if (Boolean.TRUE.equals(reading.remove(conversationId)) && !connection.closed()) {
                read(conversationId);
              }
            });
  }

  private void status() {
    bus.request(Metrics.STATS, new Metrics.ReadStats())
        .onSuccess(connection::send)
        .onFailure(error -> LOG.debug("No figures of the backend", error));
  }
}
