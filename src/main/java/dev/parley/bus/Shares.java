package dev.parley.bus;

import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import java.time.Instant;
import java.util.List;

/** Links to conversations, for people who are not in them. */
public final class Shares {
  /**
   * Opens the branch to a message to whoever knows the token; a former link of the conversation is
   * no longer good. Owners only (FORBIDDEN); INVALID_FIELD when there is no such message.
   */
  public static final Address<Share, Done> SHARE =
      Address.service("parley.store.shares.share", Share.class, Done.class);

  /** Takes the link back; taking it back twice is no error. Owners only. */
  public static final Address<Unshare, Done> UNSHARE =
      Address.service("parley.store.shares.unshare", Unshare.class, Done.class);

  /** Fails with NOT_FOUND for a token that opens nothing. */
  public static final Address<Read, Shared> READ =
      Address.repeatable("parley.store.shares.read", Read.class, Shared.class);

  /** Most messages of a shared conversation; the newest are shown. */
  public static final int MAX_MESSAGES = 1_000;

  /** Most characters of them all. */
  public static final int MAX_CHARACTERS = 1_000_000;

  private Shares() {}

  public record Done() {}

  /**
   * @param messageId the last that is shown; null for the conversation's newest
   * @param tokenHash SHA-256 of the token, hexadecimal
   */
  public record Share(long userId, long conversationId, Long messageId, String tokenHash) {}

  public record Unshare(long userId, long conversationId) {}

  public record Read(String tokenHash) {}

  /**
   * @param messages oldest first
   * @param whole they begin with the conversation; false when older ones are left out
   */
  public record Shared(String title, Instant sharedAt, List<Said> messages, boolean whole) {}

  /**
   * A message without anything that tells more of its author than the name.
   *
   * @param author display name of a person, or the model; null when the model is not known
   * @param pictures how many came with it; they are not shown
   */
  public record Said(
      MessageType type,
      String author,
      String content,
      MessageStatus status,
      Instant createdAt,
      int pictures) {}
}
