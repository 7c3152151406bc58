package dev.parley.faults;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where a client stands in each conversation and answer, which decides what it shows of the frames
 * that come. The rules are those of docs/protocols.md. Used on one event loop.
 */
final class Positions {
  private static final Set<String> ENDS =
      Set.of("stream_complete", "stream_stopped", "stream_failed");

  /** One answer; its epoch is 0 until a piece has told it. */
  private static final class Stream {
    final Sequence<String> pieces = new Sequence<>();
    long epoch;
    boolean stale;
  }

  private final Map<Long, Sequence<JsonObject>> feeds = new HashMap<>();
  private final Map<Long, Stream> open = new HashMap<>();

  /** Up to where the entries of each feed were missed, and came after a resume. */
  private final Map<Long, Long> missed = new HashMap<>();

  /** Kept, so that what still comes of an ended answer is shown, and found out. */
  private final Map<Long, Long> ended = new HashMap<>();

  private final Consumer<Event> shown;

  Positions(Consumer<Event> shown) {
    this.shown = shown;
  }

  /** From its first entry on. */
  void follow(long conversation) {
    feeds.putIfAbsent(conversation, new Sequence<>());
  }

  /** The data of a {@code resume} of everything. */
  JsonObject all() {
    JsonObject conversations = new JsonObject();
    feeds.forEach((id, feed) -> conversations.put("" + id, feed.last()));
    JsonObject generations = new JsonObject();
    open.forEach((id, stream) -> generations.put("" + id, position(stream)));
    return new JsonObject().put("conversations", conversations).put("generations", generations);
  }

  private static JsonObject position(Stream stream) {
    JsonObject position = new JsonObject().put("seq", stream.pieces.last());
    return stream.epoch == 0 ? position : position.put("epoch", stream.epoch);
  }

  /** Whether something is known to be missing. */
  boolean gap() {
    return feeds.values().stream().anyMatch(Sequence::gap)
        || open.values().stream().anyMatch(stream -> stream.stale || stream.pieces.gap());
  }

  /**
   * Takes an event frame.
   *
   * @return the conversation that has to be loaded again, or null
   */
  Long take(String type, JsonObject data) {
    Long conversation = data.getLong("conversation_id");
    if (conversation == null || !feeds.containsKey(conversation)) {
      return null;
    }
    if (type.equals("resumed")) {
      return data.getLong("generation_id") == null
          ? resumedFeed(conversation, data)
          : resumedStream(data);
    }
    if (type.equals("stream_content")) {
      piece(data);
    } else if (data.getLong("seq") != null && !type.equals("message_added")) {
      // message_added goes to all connections of a person and may overtake the feed.
      JsonObject entry = data.copy().put("type", type);
      feeds.get(conversation).offer(data.getLong("seq"), entry).forEach(this::entry);
    }
    return null;
  }

  private Long resumedFeed(long conversation, JsonObject data) {
    if (!data.getBoolean("recovered")) {
      return conversation;
    }
    missed.merge(conversation, data.getLong("seq"), Math::max);
    return null;
  }

  private Long resumedStream(JsonObject data) {
    long id = data.getLong("generation_id");
    if (ended.containsKey(id)) {
      return null;
    }
    Stream stream = stream(id);
    stream.stale = false;
    stream.epoch = data.getLong("epoch", 0L);
    if (!data.getBoolean("recovered")) {
      stream.pieces.reset(data.getLong("seq"));
      shown.accept(new Event.Snapshot(id, data.getLong("seq"), data.getString("content", "")));
    }
    return null;
  }

  private void piece(JsonObject data) {
    if (data.getLong("seq") == null) {
      return;
    }
    long id = data.getLong("generation_id");
    if (ended.containsKey(id)) {
      if (data.getLong("seq") > ended.get(id)) {
        shown.accept(new Event.Text(id, data.getLong("seq"), data.getString("content")));
      }
      return;
    }
    Stream stream = stream(id);
    long epoch = data.getLong("epoch");
    if (stream.epoch != 0 && stream.epoch != epoch) {
      stream.stale |= epoch > stream.epoch;
      return;
    }
    stream.epoch = epoch;
    long seq = stream.pieces.last();
    for (String text : stream.pieces.offer(data.getLong("seq"), data.getString("content"))) {
      shown.accept(new Event.Text(id, ++seq, text));
    }
  }

  private void entry(JsonObject entry) {
    String type = entry.getString("type");
    long conversation = entry.getLong("conversation_id");
    shown.accept(new Event.Entry(conversation, entry.getLong("seq")));
    if (type.equals("stream_start")) {
      stream(entry.getLong("generation_id"));
    } else if (ENDS.contains(type)) {
      long id = entry.getLong("generation_id");
      // What ended before the client learnt of it comes as a whole, with its end.
      boolean whole =
          entry.getLong("seq") <= missed.getOrDefault(conversation, 0L)
              && stream(id).pieces.last() == 0;
      end(id, entry.getJsonObject("message"), whole);
    }
  }

  private void end(long generation, JsonObject message, boolean reloaded) {
    Stream stream = open.remove(generation);
    ended.put(generation, stream == null ? 0L : stream.pieces.last());
    shown.accept(
        new Event.Ended(
            generation,
            message.getString("status").toUpperCase(Locale.ROOT),
            message.getString("content"),
            reloaded));
  }

  private Stream stream(long id) {
    return open.computeIfAbsent(id, unknown -> new Stream());
  }

  /** A conversation was loaded again: the answer to joining it, and its newest messages. */
  void loaded(JsonObject joined, List<JsonObject> messages) {
    JsonObject conversation = joined.getJsonObject("conversation");
    long id = conversation.getLong("id");
    Sequence<JsonObject> feed = feeds.get(id);
    long seq = conversation.getLong("seq");
    if (seq > feed.last()) {
      feed.reset(seq);
      shown.accept(new Event.Reset(id, seq));
    }
    Set<Long> alive = new HashSet<>();
    for (Object each : joined.getJsonArray("running")) {
      JsonObject running = (JsonObject) each;
      JsonObject generation = running.getJsonObject("generation");
      alive.add(generation.getLong("id"));
      Stream stream = stream(generation.getLong("id"));
      long lastSeq = generation.getLong("last_seq");
      if (lastSeq >= stream.pieces.last()) {
        stream.stale = false;
        stream.epoch = generation.getLong("epoch", 0L);
        stream.pieces.reset(lastSeq);
        shown.accept(
            new Event.Snapshot(
                generation.getLong("id"), lastSeq, running.getString("content", "")));
      }
    }
    for (JsonObject message : messages) {
      Long generation = message.getLong("generation_id");
      if (generation != null
          && !alive.contains(generation)
          && !message.getString("status").equals("generating")
          && !ended.containsKey(generation)) {
        end(generation, message, true);
      }
    }
  }
}
