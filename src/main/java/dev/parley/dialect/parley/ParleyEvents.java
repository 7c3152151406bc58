package dev.parley.dialect.parley;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Change;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.Generation;
import dev.parley.dialect.JsonFrames;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import java.util.List;

/**
 * The frames of the native dialect as server-sent events: {@code event} is the type, {@code data}
 * the whole frame. What one event of the server becomes is written in one piece, and its last part
 * carries the {@code id}: a client that has the id has everything up to there.
 */
public final class ParleyEvents implements Dialect.Session {
  private final Long generationId;

  private ParleyEvents(Long generationId) {
    this.generationId = generationId;
  }

  /** All that happens in a conversation; ids are those of its feed. */
  public static ParleyEvents ofConversation() {
    return new ParleyEvents(null);
  }

  /** One answer; ids are those of its chunks, and its end has the next one. */
  public static ParleyEvents ofGeneration(long generationId) {
    return new ParleyEvents(generationId);
  }

  @Override
  public Decoded decode(Frame frame) {
    throw new UnsupportedOperationException("events go one way");
  }

  @Override
  public List<Frame> encode(ServerEvent event) {
    return concerned(event)
        ? List.of(new Frame.Text(text(ParleyEncoder.encode(event), id(event))))
        : List.of();
  }

  @Override
  public String sharedKey() {
    return generationId == null ? "parley+events" : "parley+events+" + generationId;
  }

  private boolean concerned(ServerEvent event) {
    return generationId == null
        || switch (event) {
          case ServerEvent.StreamChunk e -> e.chunk().generationId() == generationId;
          case ServerEvent.GenerationResumed e -> e.generation().id() == generationId;
          default -> ended(event) != null;
        };
  }

  /** The generation that this event ends, when it is the one; null otherwise. */
  private Generation ended(ServerEvent event) {
    Generation ended =
        switch (event) {
          case ServerEvent.GenerationEnded e -> e.generation();
          case ServerEvent.Feed(FeedEvent entry)
              when entry.change() instanceof Change.GenerationFinished finished ->
              finished.generation();
          default -> null;
        };
    return ended != null && generationId != null && ended.id() == generationId ? ended : null;
  }

  /** Whether there is an end to them. */
  public boolean ends() {
    return generationId != null;
  }

  /** Whether nothing follows. */
  public boolean isLast(ServerEvent event) {
    return ended(event) != null;
  }

  /** Null when a client that was given the event stands where it stood before. */
  private Long id(ServerEvent event) {
    if (generationId != null) {
      Generation ended = ended(event);
      return switch (event) {
        case ServerEvent.StreamChunk e -> e.chunk().seq();
        case ServerEvent.GenerationResumed e -> e.recovered() ? null : (Long) e.seq();
        default -> ended == null ? null : (Long) (ended.lastSeq() + 1);
      };
    }
    return switch (event) {
      case ServerEvent.Feed(FeedEvent entry) -> entry.seq();
      case ServerEvent.ConversationResumed e ->
          e.recovered() || e.seq() == 0 ? null : (Long) e.seq();
      case ServerEvent.Ack(String _, Result.Joined joined) -> joined.conversation().seq();
      default -> null;
    };
  }

  private static String text(List<ObjectNode> frames, Long id) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < frames.size(); i++) {
      text.append("event: ").append(frames.get(i).get("type").textValue()).append('\n');
      if (id != null && i == frames.size() - 1) {
        text.append("id: ").append(id).append('\n');
      }
      text.append("data: ").append(JsonFrames.write(frames.get(i))).append("\n\n");
    }
    return text.toString();
  }
}
