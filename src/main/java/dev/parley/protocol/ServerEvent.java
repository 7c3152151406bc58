package dev.parley.protocol;

import dev.parley.chat.Attachment;
import dev.parley.chat.Chunk;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.Conversation;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.Generation;
import dev.parley.chat.Message;
import dev.parley.chat.ToolCall;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the server tells a client, whatever dialect it speaks. */
public sealed interface ServerEvent {

  /** An event that is the same for everybody who gets it, so that it is encoded once. */
  sealed interface Broadcast extends ServerEvent {}

  // ---- broadcasts: to the joined connections of a conversation, or to all of a member ----

  /** A durable change, for the connections that have joined the conversation. */
  record Feed(FeedEvent event) implements Broadcast {}

  /**
   * The same change for every connection of every member, joined or not: only messages added,
   * conversations updated, cleared or deleted and members changed travel so.
   */
  record MemberFeed(FeedEvent event) implements Broadcast {}

  /** A piece of an answer. */
  record StreamChunk(long conversationId, long messageId, Chunk chunk) implements Broadcast {}

  /**
   * An answer waits for a place. Told when that changes, and now and then again.
   *
   * @param place 1 for the next one; 0 when it waits no more
   */
  record Queued(long conversationId, long messageId, long generationId, int place)
      implements Broadcast {}

  /** What could be asked next. Kept nowhere. */
  record Suggested(long conversationId, long messageId, List<String> questions)
      implements Broadcast {
    public Suggested {
      questions = List.copyOf(questions);
    }
  }

  record TypingChanged(long conversationId, long userId, boolean typing) implements Broadcast {}

  record PresenceChanged(long conversationId, long userId, boolean online) implements Broadcast {}

  /**
   * A member's own view of a conversation changed (pinned, archived, read); not part of the feed.
   */
  record ConversationView(Conversation conversation) implements Broadcast {}

  /**
   * Figures of the backend.
   *
   * @param latencyMs median duration of recent answers, milliseconds; null while there are none
   * @param ttftMs median time to first token of recent answers, milliseconds; null likewise
   * @param tokensPerSecond of recent answers; null likewise
   * @param tokensUsed tokens since the metrics role started
   * @param toolActivity the calls of tools in words; "none" while there were none
   * @param tools the same in figures, the most called first
   */
  record BackendStatus(
      long tokensUsed,
      Double latencyMs,
      Double ttftMs,
      Double tokensPerSecond,
      int activeConnections,
      int runningGenerations,
      long generationsCompleted,
      long generationsFailed,
      String toolActivity,
      String model,
      List<ToolFigures> tools)
      implements Broadcast {
    public BackendStatus {
      tools = tools == null ? List.of() : List.copyOf(tools);
    }

    /** Without tools. */
    public BackendStatus(
        long tokensUsed,
        Double latencyMs,
        Double ttftMs,
        Double tokensPerSecond,
        int activeConnections,
        int runningGenerations,
        long generationsCompleted,
        long generationsFailed,
        String toolActivity,
        String model) {
      this(
          tokensUsed,
          latencyMs,
          ttftMs,
          tokensPerSecond,
          activeConnections,
          runningGenerations,
          generationsCompleted,
          generationsFailed,
          toolActivity,
          model,
          List.of());
    }

    /**
     * Calls of one tool since the metrics role started.
     *
     * @param outcomes how many came to what, by {@code ok}, {@code error}, {@code failed}, {@code
     *     timeout}, {@code refused} and {@code declined}; those that are 0 are left out
     */
    public record ToolFigures(String tool, long calls, Map<String, Long> outcomes) {
      public ToolFigures {
        outcomes =
            outcomes == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(outcomes));
      }
    }
  }

  /**
   * Something about a tool that a model wants to be called for an answer. It is not part of the
   * feed; what it says, but for the question, is kept with the answer.
   *
   * @param callId of the call within the generation
   * @param tool as the model calls it, at most 64 characters
   * @param detail what it is called with, what it said, or why it was not called; the beginning
   * @param resultId under which the result can be read whole; null when the model was told all of
   *     it
   * @param confirmation what the person is asked; null for everybody but the one who may answer
   */
  record ToolActivity(
      long conversationId,
      long generationId,
      String callId,
      String tool,
      Phase phase,
      String detail,
      Long resultId,
      Confirmation confirmation)
      implements Broadcast {
    /** How far a call has got; the last two end it. */
    public enum Phase {
      CONFIRM,
      STARTED,
      FINISHED,
      FAILED;

      /** How far this call has got. */
      public static Phase of(ToolCall call) {
        return switch (call.outcome()) {
          case null -> call.arguments() == null ? CONFIRM : STARTED;
          case OK -> FINISHED;
          case ERROR, FAILED, TIMEOUT, REFUSED, DECLINED, CANCELLED -> FAILED;
        };
      }
    }

    /**
     * A question to one person, repeated every few seconds until it is over.
     *
     * @param id for the answer
     * @param arguments all of what the tool would be called with, a JSON object as text
     * @param expiresInMs when no answer counts as a refusal
     */
    public record Confirmation(String id, String arguments, long expiresInMs) {}
  }

  /** The node drains: come back elsewhere after this many milliseconds. */
  record Reconnect(long afterMs) implements Broadcast {}

  // ---- answers to one connection ----

  /**
   * @param expiresInMs how long the token is still valid
   */
  record AuthSuccess(long userId, String name, boolean guest, long expiresInMs)
      implements ServerEvent {}

  /**
   * A command was carried out.
   *
   * @param requestId the client's id of the command; null when it gave none
   */
  record Ack(String requestId, Result result) implements ServerEvent {
    public Ack {
      Objects.requireNonNull(result, "result");
    }
  }

  /**
   * A command or frame was refused.
   *
   * @param requestId as in {@link Ack}
   */
  record Refused(String requestId, Failure failure) implements ServerEvent {}

  record Pong(String requestId) implements ServerEvent {}

  /** A name that the client gave a conversation, and the conversation. */
  record Bound(String name, long conversationId) implements ServerEvent {}

  /**
   * What a slash command answers to the one who gave it.
   *
   * @param requestId as in {@link Ack}
   * @param conversationId where it was given
   */
  record CommandAnswered(String requestId, long conversationId, CommandOutcome outcome)
      implements ServerEvent {}

  /**
   * The outcome of a resume for one conversation; the missed events follow it. A hub that cannot
   * close a gap tells the same to everybody in the conversation. When {@code recovered} is false
   * the gap could not be closed: the client loads the conversation again.
   *
   * @param seq the feed position after the replay
   * @param present users who have joined now
   */
  record ConversationResumed(long conversationId, boolean recovered, long seq, List<Long> present)
      implements Broadcast {}

  /**
   * The outcome of a resume for one generation. When {@code recovered} is true the missed chunks
   * follow and, if it has ended, its end; otherwise {@code content} is everything so far, to be
   * shown instead of what the client has, and {@code seq} the chunk it reaches to.
   *
   * @param toolCalls all so far
   */
  record GenerationResumed(
      long conversationId,
      Generation generation,
      boolean recovered,
      long seq,
      String content,
      List<ToolCall> toolCalls)
      implements ServerEvent {
    public GenerationResumed {
      toolCalls = toolCalls == null ? List.of() : List.copyOf(toolCalls);
    }

    /** Without calls of tools. */
    public GenerationResumed(
        long conversationId, Generation generation, boolean recovered, long seq, String content) {
      this(conversationId, generation, recovered, seq, content, List.of());
    }
  }

  /** The end of a generation, told to a connection that resumed after it. */
  record GenerationEnded(Generation generation, Message message) implements ServerEvent {}

  /** What an {@link Ack} carries. */
  sealed interface Result {
    record Done() implements Result {}

    /**
     * @param duplicate the message was already stored under the same idempotency key
     * @param generation the answer it started; null when none
     */
    record Sent(Message message, Generation generation, boolean duplicate) implements Result {}

    /**
     * @param started false when an answer was already running or done
     */
    record Answering(Generation generation, boolean started) implements Result {}

    /**
     * @param stopped the generations that were told to stop; empty when none ran
     */
    record Stopping(List<Long> stopped) implements Result {}

    /** Joined: the conversation, who is there, and what is being written right now. */
    record Joined(Conversation conversation, List<Long> present, List<Running> running)
        implements Result {}

    /**
     * A generation in progress, as of the moment of joining.
     *
     * @param content everything up to {@code generation.lastSeq}
     * @param toolCalls all so far
     */
    record Running(Generation generation, String content, List<ToolCall> toolCalls) {
      public Running {
        toolCalls = toolCalls == null ? List.of() : List.copyOf(toolCalls);
      }
    }

    /** A picture was taken in and can be part of a message. */
    record Uploaded(Attachment attachment) implements Result {}

    record OneConversation(Conversation conversation) implements Result {}

    /**
     * @param cursor for the next page; null when this is the last
     */
    record Conversations(List<Conversation> conversations, String cursor) implements Result {}

    /**
     * Oldest first.
     *
     * @param hasMore there are older messages
     */
    record Messages(long conversationId, List<Message> messages, boolean hasMore)
        implements Result {}
  }
}
