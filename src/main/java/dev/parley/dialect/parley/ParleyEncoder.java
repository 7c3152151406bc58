package dev.parley.dialect.parley;

import static dev.parley.dialect.parley.ParleyViews.attachment;
import static dev.parley.dialect.parley.ParleyViews.conversation;
import static dev.parley.dialect.parley.ParleyViews.generation;
import static dev.parley.dialect.parley.ParleyViews.ids;
import static dev.parley.dialect.parley.ParleyViews.member;
import static dev.parley.dialect.parley.ParleyViews.message;
import static dev.parley.dialect.parley.ParleyViews.name;
import static dev.parley.dialect.parley.ParleyViews.ownConversation;
import static dev.parley.dialect.parley.ParleyViews.put;
import static dev.parley.dialect.parley.ParleyViews.putCalls;
import static dev.parley.dialect.parley.ParleyViews.putMetrics;
import static dev.parley.dialect.parley.ParleyViews.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.parley.chat.Change;
import dev.parley.chat.Chunk;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Message;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.ToolFigures;
import dev.parley.protocol.Failure;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import java.util.ArrayList;
import java.util.List;

/** From events to frames. */
final class ParleyEncoder {
  private ParleyEncoder() {}

  static List<ObjectNode> encode(ServerEvent event) {
    return switch (event) {
      case ServerEvent.Feed(FeedEvent entry) -> joined(entry);
      case ServerEvent.MemberFeed(FeedEvent entry) -> anywhere(entry);
      case ServerEvent.StreamChunk e ->
          List.of(chunk(e.conversationId(), e.messageId(), e.chunk()));
      case ServerEvent.Queued e ->
          one(
              "queued",
              in(e.conversationId())
                  .put("message_id", e.messageId())
                  .put("generation_id", e.generationId())
                  .put("place", e.place()));
      case ServerEvent.Suggested e -> {
        ObjectNode data = in(e.conversationId()).put("message_id", e.messageId());
        var questions = data.putArray("questions");
        e.questions().forEach(questions::add);
        yield one("suggestions", data);
      }
      case ServerEvent.TypingChanged e ->
          one(
              "typing_indicator",
              person(e.conversationId(), e.userId()).put("is_typing", e.typing()));
      case ServerEvent.PresenceChanged e ->
          one("presence", person(e.conversationId(), e.userId()).put("online", e.online()));
      case ServerEvent.ConversationView e -> {
        ObjectNode data = in(e.conversation().id());
        data.set("conversation", ownConversation(e.conversation()));
        yield one("conversation_updated", data);
      }
      case ServerEvent.BackendStatus e -> one("backend_status", status(e));
      case ServerEvent.ToolActivity e -> one("tool_activity", ParleyViews.toolActivity(e));
      case ServerEvent.Reconnect e -> one("reconnect", data().put("after_ms", e.afterMs()));
      case ServerEvent.AuthSuccess e -> List.of(authSuccess(e));
      case ServerEvent.Ack e -> List.of(withId("ack", e.requestId(), result(e.result())));
      case ServerEvent.Refused e ->
          List.of(withId("error", e.requestId(), failure(e.failure(), data())));
      case ServerEvent.Pong e -> List.of(withId("pong", e.requestId(), data()));
      case ServerEvent.Bound e -> one("bound", in(e.conversationId()).put("name", e.name()));
      case ServerEvent.CommandAnswered e ->
          List.of(
              withId(
                  "command_response",
                  e.requestId(),
                  ParleyViews.command(e.conversationId(), e.outcome())));
      case ServerEvent.ConversationResumed e -> {
        ObjectNode data =
            in(e.conversationId()).put("recovered", e.recovered()).put("seq", e.seq());
        data.set("present", ids(e.present()));
        yield one("resumed", data);
      }
      case ServerEvent.GenerationResumed e -> one("resumed", generationResumed(e));
      case ServerEvent.GenerationEnded(Generation generation, Message message) ->
          ended(generation, message, null);
    };
  }

  /** A feed entry for a connection that has joined. Every entry becomes a frame with its seq. */
  private static List<ObjectNode> joined(FeedEvent entry) {
    return switch (entry.change()) {
      case Change.MessageAdded(Message message) ->
          one("message_received", withMessage(entry, message));
      case Change.GenerationStarted(Generation generation) ->
          one("stream_start", streamStart(entry, generation));
      case Change.GenerationFinished(Generation generation, Message message) ->
          ended(generation, message, entry.seq());
      case Change.MessageUpdated _,
          Change.MessageDeleted _,
          Change.ConversationUpdated _,
          Change.ConversationCleared _,
          Change.ConversationDeleted _,
          Change.MemberAdded _,
          Change.MemberRemoved _,
          Change.FeedbackUpdated _ ->
          anywhere(entry);
    };
  }

  /** A feed entry as told to every connection of a member. */
  private static List<ObjectNode> anywhere(FeedEvent entry) {
    return switch (entry.change()) {
      case Change.MessageAdded(Message message) ->
          one("message_added", withMessage(entry, message));
      case Change.GenerationFinished(Generation _, Message message) ->
          one("message_added", withMessage(entry, message));
      case Change.GenerationStarted(Generation generation) ->
          one("stream_start", streamStart(entry, generation));
      case Change.MessageUpdated(Message message) ->
          one("message_updated", withMessage(entry, message));
      case Change.MessageDeleted(long messageId) ->
          one("message_deleted", durable(entry).put("message_id", messageId));
      case Change.ConversationUpdated change -> {
        ObjectNode data = durable(entry);
        data.set("conversation", conversation(change.conversation()));
        yield one("conversation_updated", data);
      }
      case Change.ConversationCleared _ -> one("conversation_cleared", durable(entry));
      case Change.ConversationDeleted _ -> one("conversation_deleted", durable(entry));
      case Change.MemberAdded added -> {
        ObjectNode data = durable(entry);
        data.set("member", member(added.member()));
        yield one("member_added", data);
      }
      case Change.MemberRemoved removed ->
          one("member_removed", durable(entry).put("user_id", removed.userId()));
      case Change.FeedbackUpdated feedback -> {
        ObjectNode data = durable(entry);
        data.put("message_id", feedback.messageId()).put("user_id", feedback.userId());
        data.put("rating", feedback.rating() == null ? null : name(feedback.rating()));
        put(data, "comment", feedback.comment());
        yield one("feedback_updated", data);
      }
    };
  }

  private static ObjectNode streamStart(FeedEvent entry, Generation generation) {
    ObjectNode data = durable(entry);
    data.put("message_id", generation.messageId());
    data.put("generation_id", generation.id());
    data.put("parent_id", generation.parentId());
    data.put("epoch", generation.epoch());
    put(data, "model", generation.model());
    return data;
  }

  private static ObjectNode chunk(long conversationId, long messageId, Chunk chunk) {
    ObjectNode data = in(conversationId);
    data.put("message_id", messageId);
    data.put("generation_id", chunk.generationId());
    data.put("epoch", chunk.epoch());
    data.put("seq", chunk.seq());
    data.put("content", chunk.content());
    data.put("is_complete", false);
    return frame("stream_content", data);
  }

  /**
   * How an answer ends: the frame that says how, then its figures. A completed one is preceded by
   * an empty chunk with {@code is_complete}, which clients of system 5 may wait for.
   *
   * @param seq null when told outside of the feed
   */
  private static List<ObjectNode> ended(Generation generation, Message message, Long seq) {
    List<ObjectNode> frames = new ArrayList<>();
    ObjectNode data = ofGeneration(generation);
    put(data, "seq", seq);
    switch (generation.state()) {
      case COMPLETED -> {
        ObjectNode last = ofGeneration(generation).put("content", "").put("is_complete", true);
        frames.add(frame("stream_content", last));
        frames.add(frame("stream_complete", data));
      }
      case FAILED -> {
        data.put("code", generation.errorCode()).put("error", generation.error());
        frames.add(frame("stream_failed", data));
      }
      case STOPPED, INTERRUPTED -> {
        data.put("reason", name(generation.state()));
        frames.add(frame("stream_stopped", data));
      }
      case QUEUED, RUNNING -> throw new IllegalStateException("not ended: " + generation);
    }
    if (message.usage() != null) {
      data.set("usage", usage(message.usage()));
    }
    data.set("message", message(message));
    if (message.metrics() != null) {
      ObjectNode metrics = ofGeneration(generation);
      putMetrics(metrics, message.metrics());
      frames.add(frame("message_metrics", metrics));
    }
    if (generation.state() == GenerationState.FAILED) {
      // What clients of system 5 show; they do not know stream_failed.
      ObjectNode error = ofGeneration(generation);
      error.put("code", generation.errorCode()).put("message", generation.error());
      frames.add(frame("error", error));
    }
    return frames;
  }

  private static ObjectNode generationResumed(ServerEvent.GenerationResumed event) {
    ObjectNode data = ofGeneration(event.generation());
    data.put("recovered", event.recovered());
    data.put("epoch", event.generation().epoch());
    data.put("seq", event.seq());
    data.set("generation", generation(event.generation()));
    put(data, "content", event.content());
    putCalls(data, event.toolCalls());
    return data;
  }

  private static ObjectNode authSuccess(ServerEvent.AuthSuccess event) {
    ObjectNode data =
        data()
            .put("user_id", event.userId())
            .put("name", event.name())
            .put("guest", event.guest())
            .put("expires_in_ms", event.expiresInMs());
    ObjectNode frame = frame("auth_success", data);
    return frame.put("user_id", event.userId());
  }

  static ObjectNode result(Result result) {
    ObjectNode data = data();
    switch (result) {
      case Result.Done _ -> {}
      case Result.Sent sent -> {
        data.set("message", message(sent.message()));
        if (sent.generation() != null) {
          data.set("generation", generation(sent.generation()));
        }
        data.put("duplicate", sent.duplicate());
      }
      case Result.Answering answering -> {
        data.set("generation", generation(answering.generation()));
        data.put("started", answering.started());
      }
      case Result.Stopping stopping -> data.set("stopped", ids(stopping.stopped()));
      case Result.Joined joined -> {
        data.set("conversation", ownConversation(joined.conversation()));
        data.set("present", ids(joined.present()));
        var running = data.putArray("running");
        for (Result.Running run : joined.running()) {
          ObjectNode node = running.addObject();
          node.set("generation", generation(run.generation()));
          node.put("content", run.content());
          putCalls(node, run.toolCalls());
        }
      }
      case Result.Uploaded uploaded -> data.set("attachment", attachment(uploaded.attachment()));
      case Result.OneConversation one ->
          data.set("conversation", ownConversation(one.conversation()));
      case Result.Conversations page -> {
        var conversations = data.putArray("conversations");
        page.conversations().forEach(c -> conversations.add(ownConversation(c)));
        put(data, "cursor", page.cursor());
      }
      case Result.Messages page -> {
        data.put("conversation_id", page.conversationId());
        var messages = data.putArray("messages");
        page.messages().forEach(m -> messages.add(message(m)));
        data.put("has_more", page.hasMore());
      }
    }
    return data;
  }

  private static ObjectNode failure(Failure failure, ObjectNode data) {
    data.put("code", failure.code().name());
    data.put("message", failure.message());
    data.put("retryable", failure.code().retryable());
    put(data, "retry_after_ms", failure.retryAfterMs());
    return data;
  }

  private static ObjectNode status(ServerEvent.BackendStatus status) {
    ObjectNode data = data();
    data.put("tokens_used", status.tokensUsed());
    data.put("latency_ms", status.latencyMs());
    data.put("ttft_ms", status.ttftMs());
    data.put("tokens_per_second", status.tokensPerSecond());
    data.put("active_connections", status.activeConnections());
    data.put("running_generations", status.runningGenerations());
    data.put("generations_completed", status.generationsCompleted());
    data.put("generations_failed", status.generationsFailed());
    data.put("tool_activity", status.toolActivity());
    data.put("model", status.model());
    ToolFigures.put(data, status.tools());
    return data;
  }

  private static ObjectNode withMessage(FeedEvent entry, Message message) {
    ObjectNode data = durable(entry);
    data.set("message", message(message));
    return data;
  }

  private static ObjectNode durable(FeedEvent entry) {
    return in(entry.conversationId()).put("seq", entry.seq());
  }

  private static ObjectNode ofGeneration(Generation generation) {
    return in(generation.conversationId())
        .put("message_id", generation.messageId())
        .put("generation_id", generation.id());
  }

  private static ObjectNode person(long conversationId, long userId) {
    return in(conversationId).put("user_id", userId);
  }

  private static ObjectNode in(long conversationId) {
    return data().put("conversation_id", conversationId);
  }

  private static ObjectNode data() {
    return JsonFrames.object();
  }

  private static List<ObjectNode> one(String type, ObjectNode data) {
    return List.of(frame(type, data));
  }

  private static ObjectNode withId(String type, String requestId, ObjectNode data) {
    ObjectNode frame = JsonFrames.object().put("type", type);
    if (requestId != null) {
      frame.putRawValue("id", new RawValue(requestId));
    }
    frame.set("data", data);
    return frame;
  }

  private static ObjectNode frame(String type, ObjectNode data) {
    ObjectNode frame = JsonFrames.object().put("type", type);
    frame.set("data", data);
    return frame;
  }
}
