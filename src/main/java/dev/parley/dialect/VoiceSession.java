package dev.parley.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Change;
import dev.parley.chat.Chunk;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.Generation;
import dev.parley.chat.Message;
import dev.parley.chat.MessageType;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One connection of a dialect of few words: knows which conversation has which name and how far
 * each answer was told, and leaves the words to a {@link Voice}.
 */
public final class VoiceSession implements Dialect.Session {
  /** Has what becomes of a picture told back, for the message that it belongs to. */
  private static final String PICTURE = "picture";

  private final Voice voice;
  private final Set<Dialect.Habit> habits;
  private final Names names = new Names();
  private final Answers answers;

  /**
   * @param inPieces whether answers are told piece by piece when the question does not say
   */
  public VoiceSession(Voice voice, boolean inPieces, Set<Dialect.Habit> habits) {
    this.voice = voice;
    this.habits = Set.copyOf(habits);
    this.answers = new Answers(inPieces);
  }

  @Override
  public String sharedKey() {
    return null;
  }

  @Override
  public Set<Dialect.Habit> habits() {
    return habits;
  }

  @Override
  public boolean carriesPictures() {
    return voice.carriesPictures();
  }

  @Override
  public Decoded decode(Frame frame) {
    if (frame instanceof Frame.Binary(byte[] bytes) && voice.carriesPictures()) {
      return new Decoded.Command(PICTURE, new ClientCommand.Upload(bytes));
    }
    String requestId = null;
    try {
      ObjectNode object =
          switch (frame) {
            case Frame.Text(String text) -> JsonFrames.parse(text);
            case Frame.Binary _ ->
                throw new FailureException(
                    ErrorCode.UNSUPPORTED_MEDIA, "Binary frames are not understood here");
          };
      requestId = voice.requestId(object);
      return new Decoded.Command(requestId, voice.command(object));
    } catch (FailureException e) {
      return new Decoded.Rejected(requestId, e.failure());
    }
  }

  @Override
  public List<Frame> encode(ServerEvent event) {
    return words(event).stream().map(JsonFrames::write).<Frame>map(Frame.Text::new).toList();
  }

  private List<ObjectNode> words(ServerEvent event) {
    return switch (event) {
      case ServerEvent.Feed(FeedEvent entry) -> change(entry);
      case ServerEvent.StreamChunk(long conversationId, long messageId, Chunk chunk) ->
          answers.tell(chunk) ? voice.piece(names.of(conversationId), messageId, chunk) : List.of();
      case ServerEvent.GenerationEnded(Generation generation, Message message) ->
          ended(generation, message);
      case ServerEvent.Bound(String name, long conversationId) -> {
        names.bind(name, conversationId);
        yield List.of();
      }
      case ServerEvent.CommandAnswered answered ->
          voice.commandAnswered(names.of(answered.conversationId()), answered.outcome());
      case ServerEvent.Refused(String requestId, var failure) -> voice.refused(requestId, failure);
      case ServerEvent.Ack(String requestId, Result result) -> acknowledged(requestId, result);
      case ServerEvent.BackendStatus status -> voice.status(status);
      case ServerEvent.Reconnect _ -> voice.leaving();
      // Everything is told by the feed of the conversation, which the gateway joins.
      case ServerEvent.MemberFeed _,
          ServerEvent.Queued _,
          ServerEvent.Suggested _,
          ServerEvent.TypingChanged _,
          ServerEvent.PresenceChanged _,
          ServerEvent.ConversationView _,
          ServerEvent.ToolActivity _,
          ServerEvent.AuthSuccess _,
          ServerEvent.Pong _,
          ServerEvent.ConversationResumed _,
          ServerEvent.GenerationResumed _ ->
          List.of();
    };
  }

  private List<ObjectNode> acknowledged(String requestId, Result result) {
    if (result instanceof Result.Messages page) {
      return voice.history(names.of(page.conversationId()), page.messages());
    }
    if (result instanceof Result.Uploaded(var attachment)) {
      voice.uploaded(attachment.id());
      return List.of();
    }
    return requestId == null ? List.of() : voice.done(requestId);
  }

  private List<ObjectNode> change(FeedEvent entry) {
    return switch (entry.change()) {
      case Change.MessageAdded(Message message) -> added(message);
      case Change.GenerationStarted(Generation generation) -> {
        answers.started(generation);
        yield List.of();
      }
      case Change.GenerationFinished(Generation generation, Message message) ->
          ended(generation, message);
      case Change.ConversationDeleted _ -> deleted(entry.conversationId());
      case Change.ConversationCleared _ ->
          voice.history(names.of(entry.conversationId()), List.of());
      case Change.MessageUpdated _,
          Change.MessageDeleted _,
          Change.ConversationUpdated _,
          Change.MemberAdded _,
          Change.MemberRemoved _,
          Change.FeedbackUpdated _ ->
          List.of();
    };
  }

  private List<ObjectNode> added(Message message) {
    if (message.type() == MessageType.ASSISTANT) {
      return List.of();
    }
    answers.asked(message);
    return voice.said(names.of(message.conversationId()), message);
  }

  /** Whoever waits for an answer there is told that it will not come. */
  private List<ObjectNode> deleted(long conversationId) {
    String name = names.of(conversationId);
    List<ObjectNode> frames = new ArrayList<>();
    for (Generation generation : answers.gone(conversationId)) {
      frames.addAll(voice.gone(name, generation));
    }
    frames.addAll(voice.history(name, List.of()));
    return frames;
  }

  private List<ObjectNode> ended(Generation generation, Message message) {
    boolean toldInPieces = answers.toldInPieces(generation);
    return voice.ended(
        names.of(generation.conversationId()), new Voice.End(generation, message, toldInPieces));
  }
}
