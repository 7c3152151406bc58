package dev.parley.dialect.events;

import dev.parley.chat.Change;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.Generation;
import dev.parley.dialect.JsonFrames;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import java.util.List;

/**
 * One answer in the words of system 3, piece by piece, as server-sent events: each frame is the
 * data of one.
 */
public final class EventsAnswer implements Dialect.Session {
  private final Dialect.Session words = new EventsDialect().open(new Dialect.Options(true));
  private final long generationId;

  /**
   * @param chat what the client calls the chat
   */
  public EventsAnswer(String chat, Generation generation) {
    long conversationId = generation.conversationId();
    generationId = generation.id();
    words.encode(new ServerEvent.Bound(chat, conversationId));
    words.encode(
        new ServerEvent.Feed(
            new FeedEvent(conversationId, 1, new Change.GenerationStarted(generation))));
  }

  /** What a slash command came to: the one event of its answer. */
  public static String ofCommand(String chat, CommandOutcome outcome) {
    return asEvent(JsonFrames.write(EventsVoice.answered(chat, outcome)));
  }

  @Override
  public Decoded decode(Frame frame) {
    throw new UnsupportedOperationException("events go one way");
  }

  @Override
  public List<Frame> encode(ServerEvent event) {
    if (!concerned(event)) {
      return List.of();
    }
    List<Frame> frames = words.encode(event);
    // The log, which comes last, is no part of an answer.
    int told = isDeletion(event) ? frames.size() - 1 : frames.size();
    return frames.stream().limit(told).map(EventsAnswer::asEvent).toList();
  }

  private static boolean isDeletion(ServerEvent event) {
    return event instanceof ServerEvent.Feed(FeedEvent entry)
        && entry.change() instanceof Change.ConversationDeleted;
  }

  private boolean concerned(ServerEvent event) {
    return switch (event) {
      case ServerEvent.StreamChunk e -> e.chunk().generationId() == generationId;
      case ServerEvent.GenerationEnded e -> e.generation().id() == generationId;
      case ServerEvent.Feed(FeedEvent entry)
          when entry.change() instanceof Change.GenerationFinished(Generation ended, var _) ->
          ended.id() == generationId;
      case ServerEvent.Refused _ -> true;
      default -> isDeletion(event);
    };
  }

  private static Frame asEvent(Frame frame) {
    return switch (frame) {
      case Frame.Text(String text) -> new Frame.Text(asEvent(text));
      case Frame.Binary binary -> binary;
    };
  }

  private static String asEvent(String data) {
    return "data: " + data + "\n\n";
  }

  @Override
  public String sharedKey() {
    return null;
  }
}
