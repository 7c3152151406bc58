package dev.parley.dialect.parley;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Attachment;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.Conversation;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.Member;
import dev.parley.chat.Message;
import dev.parley.chat.ToolCall;
import dev.parley.chat.Usage;
import dev.parley.dialect.JsonFrames;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.protocol.ServerEvent.ToolActivity;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The domain's records as they look on the wire. Fields are only ever added. Absent values are left
 * out, but for {@code sender_id}, which system 5 always sends.
 */
public final class ParleyViews {
  private ParleyViews() {}

  public static ObjectNode message(Message message) {
    ObjectNode node = JsonFrames.object();
    node.put("id", message.id());
    node.put("conversation_id", message.conversationId());
    put(node, "parent_id", message.parentId());
    node.put("message_type", name(message.type()));
    node.put("sender_id", message.senderId());
    put(node, "sender_name", message.senderName());
    node.put("content", message.content());
    node.put("status", name(message.status()));
    node.put("created_at", message.createdAt().toString());
    put(node, "client_message_id", message.clientMessageId());
    put(node, "generation_id", message.generationId());
    put(node, "model", message.model());
    if (message.usage() != null) {
      node.set("usage", usage(message.usage()));
    }
    if (message.metrics() != null) {
      putMetrics(node.putObject("metrics"), message.metrics());
    }
    put(node, "error_code", message.errorCode());
    if (message.feedback() != null) {
      node.put("feedback", name(message.feedback()));
    }
    if (!message.attachments().isEmpty()) {
      ArrayNode attachments = node.putArray("attachments");
      message.attachments().forEach(attachment -> attachments.add(attachment(attachment)));
    }
    putCalls(node, message.toolCalls());
    return node;
  }

  /** Nothing when there are none. */
  static void putCalls(ObjectNode node, List<ToolCall> calls) {
    if (!calls.isEmpty()) {
      ArrayNode views = node.putArray("tool_calls");
      calls.forEach(call -> views.add(toolCall(call)));
    }
  }

  private static ObjectNode toolCall(ToolCall call) {
    ObjectNode node =
        JsonFrames.object()
            .put("call_id", call.callId())
            .put("tool", call.tool())
            .put("phase", name(ToolActivity.Phase.of(call)));
    if (call.outcome() != null) {
      node.put("outcome", name(call.outcome()));
    }
    put(node, "arguments", call.arguments());
    put(node, "detail", call.detail());
    put(node, "result_id", call.resultId());
    put(node, "created_at", call.createdAt());
    put(node, "started_at", call.startedAt());
    put(node, "ended_at", call.endedAt());
    return node;
  }

  /** What a slash command came to. */
  public static ObjectNode command(long conversationId, CommandOutcome outcome) {
    ObjectNode node =
        JsonFrames.object()
            .put("conversation_id", conversationId)
            .put("command", outcome.command());
    node.putObject("result")
        .put("status", outcome.success() ? "success" : "error")
        .setAll(JsonFrames.tree(outcome.result()));
    return node;
  }

  static ObjectNode attachment(Attachment attachment) {
    return JsonFrames.object()
        .put("id", attachment.id())
        .put("media_type", attachment.mediaType())
        .put("bytes", attachment.bytes())
        .put("width", attachment.width())
        .put("height", attachment.height())
        .put("url", attachment.url())
        .put("thumbnail_url", attachment.thumbnailUrl());
  }

  static ObjectNode toolActivity(ToolActivity activity) {
    ObjectNode node =
        JsonFrames.object()
            .put("conversation_id", activity.conversationId())
            .put("generation_id", activity.generationId())
            .put("call_id", activity.callId())
            .put("tool", activity.tool())
            .put("phase", name(activity.phase()));
    put(node, "detail", activity.detail());
    put(node, "result_id", activity.resultId());
    if (activity.confirmation() != null) {
      node.put("confirmation_id", activity.confirmation().id())
          .put("arguments", activity.confirmation().arguments())
          .put("expires_in_ms", activity.confirmation().expiresInMs());
    }
    return node;
  }

  static ObjectNode usage(Usage usage) {
    return JsonFrames.object()
        .put("prompt_tokens", usage.promptTokens())
        .put("completion_tokens", usage.completionTokens())
        .put("total_tokens", usage.totalTokens())
        .put("estimated", usage.estimated());
  }

  static void putMetrics(ObjectNode node, GenerationMetrics metrics) {
    put(node, "ttft_ms", metrics.ttftMs());
    node.put("duration_ms", metrics.durationMs());
    node.put("length", metrics.length());
    if (metrics.tokensPerSecond() != null) {
      node.put("tokens_per_second", metrics.tokensPerSecond());
    }
    if (metrics.sentiment() != null) {
      node.putObject("sentiment")
          .put("label", metrics.sentiment().label())
          .put("score", metrics.sentiment().score());
    }
    if (metrics.context() != null) {
      node.putObject("context")
          .put("window", metrics.context().window())
          .put("summarized", metrics.context().summarized())
          .put("left_out", metrics.context().leftOut());
    }
  }

  /** What is the same for every member. */
  static ObjectNode conversation(Conversation conversation) {
    ObjectNode node = JsonFrames.object();
    node.put("id", conversation.id());
    node.put("title", conversation.title());
    put(node, "context", conversation.context());
    put(node, "model", conversation.model());
    node.put("seq", conversation.seq());
    put(node, "leaf_id", conversation.leafId());
    node.put("created_at", conversation.createdAt().toString());
    node.put("updated_at", conversation.updatedAt().toString());
    ArrayNode members = node.putArray("members");
    conversation.members().forEach(member -> members.add(member(member)));
    return node;
  }

  /** With what belongs to the member who is told. */
  public static ObjectNode ownConversation(Conversation conversation) {
    return conversation(conversation)
        .put("pinned", conversation.pinned())
        .put("archived", conversation.archived())
        .put("last_read_seq", conversation.lastReadSeq());
  }

  static ObjectNode member(Member member) {
    return JsonFrames.object()
        .put("user_id", member.userId())
        .put("name", member.name())
        .put("role", name(member.role()));
  }

  public static ObjectNode generation(Generation generation) {
    ObjectNode node = JsonFrames.object();
    node.put("id", generation.id());
    node.put("conversation_id", generation.conversationId());
    node.put("message_id", generation.messageId());
    node.put("parent_id", generation.parentId());
    put(node, "model", generation.model());
    node.put("state", name(generation.state()));
    node.put("epoch", generation.epoch());
    node.put("last_seq", generation.lastSeq());
    put(node, "error_code", generation.errorCode());
    put(node, "error", generation.error());
    return node;
  }

  /** What the {@code data} of an acknowledgement carries. */
  public static ObjectNode result(Result result) {
    return ParleyEncoder.result(result);
  }

  static ArrayNode ids(List<Long> ids) {
    ArrayNode array = JsonFrames.object().arrayNode();
    ids.forEach(array::add);
    return array;
  }

  public static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static void put(ObjectNode node, String field, String value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  private static void put(ObjectNode node, String field, Instant value) {
    put(node, field, value == null ? null : value.toString());
  }

  static void put(ObjectNode node, String field, Long value) {
    if (value != null) {
      node.put(field, value);
    }
  }
}
