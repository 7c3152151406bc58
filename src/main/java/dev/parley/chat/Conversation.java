package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A conversation as one of its members sees it.
 *
 * @param context standing instructions for the model; null when none
 * @param model the model that answers; null for the server's default
 * @param pinned and {@code archived}, {@code lastReadSeq} belong to the member who asks
 * @param seq the newest sequence number of the conversation feed; 0 when nothing happened yet
 * @param leafId the newest message, which the next one follows; null while empty
 */
public record Conversation(
    long id,
    String title,
    String context,
    String model,
    boolean pinned,
    boolean archived,
    long lastReadSeq,
    long seq,
    Long leafId,
    Instant createdAt,
    Instant updatedAt,
    List<Member> members) {
  public Conversation {
    Objects.requireNonNull(title, "title");
    members = List.copyOf(members);
  }
}
