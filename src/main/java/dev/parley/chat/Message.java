package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One message of a conversation. Messages form a tree: an edit or a regenerated answer is a
 * sibling.
 *
 * @param parentId the message before it; null for the first
 * @param senderId the person who wrote it; null for a model
 * @param senderName the sender's display name; null for a model
 * @param content the text; of an answer in progress, empty until it ends
 * @param clientMessageId the sender's idempotency key; nullable
 * @param generationId the generation that wrote it; null for a person's message
 * @param model the model that wrote it; null for a person's message
 * @param usage null until the answer ends
 * @param errorCode code of the failure when the status is FAILED; null otherwise
 * @param feedback the verdict of the person who asks; null when none
 * @param attachments pictures that came with it, in the sender's order; empty for most
 * @param toolCalls tools that were called for it, in the order in which the model wanted them;
 *     empty for most
 */
public record Message(
    long id,
    long conversationId,
    Long parentId,
    MessageType type,
    Long senderId,
    String senderName,
    String content,
    MessageStatus status,
    Instant createdAt,
    String clientMessageId,
    Long generationId,
    String model,
    Usage usage,
    GenerationMetrics metrics,
    String errorCode,
    Rating feedback,
    List<Attachment> attachments,
    List<ToolCall> toolCalls) {
  public Message {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(createdAt, "createdAt");
    attachments = attachments == null ? List.of() : List.copyOf(attachments);
    toolCalls = toolCalls == null ? List.of() : List.copyOf(toolCalls);
  }

  /** Without attachments, and for which no tool was called. */
  public Message(
      long id,
      long conversationId,
      Long parentId,
      MessageType type,
      Long senderId,
      String senderName,
      String content,
      MessageStatus status,
      Instant createdAt,
      String clientMessageId,
      Long generationId,
      String model,
      Usage usage,
      GenerationMetrics metrics,
      String errorCode,
      Rating feedback) {
    this(
        id,
        conversationId,
        parentId,
        type,
        senderId,
        senderName,
        content,
        status,
        createdAt,
        clientMessageId,
        generationId,
        model,
        usage,
        metrics,
        errorCode,
        feedback,
        List.of(),
        List.of());
  }
}
