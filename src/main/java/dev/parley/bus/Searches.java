package dev.parley.bus;

import dev.parley.chat.MessageType;
import java.time.Instant;
import java.util.List;

/**
 * Search over messages, by their words and, where semantic search is enabled, by their meaning, as
 * the store role serves it. Only what the person who asks may read is found: messages of
 * conversations of which that person is a member now, without those that were removed or cleared.
 */
public final class Searches {
  /**
   * The best and newest first. Fails with INVALID_FIELD for a text that is too long or has the
   * character with code 0, and for a cursor that is not one; with NOT_FOUND for a conversation of
   * others; with UNAVAILABLE when it takes too long or too many search at once.
   */
  public static final Address<Query, Found> MESSAGES =
      Address.repeatable("parley.store.search.messages", Query.class, Found.class);

  /** Longest text that is searched for, characters. */
  public static final int MAX_TEXT = 300;

  /** Most hits of one page. */
  public static final int MAX_PAGE = 50;

  /** Most hits of a search, page by page; of words, the newest messages that match. */
  public static final int MAX_HITS = 1_000;

  /** Longest snippet, UTF-16 units. */
  public static final int MAX_SNIPPET = 240;

  private Searches() {}

  /** How messages are looked for, and why one was found. */
  public enum Way {
    TEXT,
    SEMANTIC,
    BOTH
  }

  /**
   * @param text words that must all be there, the last one perhaps only begun; {@code "a phrase"},
   *     {@code -without} and {@code or} as in search engines. Without a word nothing is found
   * @param conversationId null for all of the person's conversations
   * @param cursor null for the first page
   * @param limit 1 to {@link #MAX_PAGE}
   * @param way the same for all pages of a search
   * @param meaning the vector of the text, see {@link Embeddings#DIMENSIONS}, never changed after
   *     construction; null for its words alone
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Query(
      long userId,
      String text,
      Long conversationId,
      String cursor,
      int limit,
      Way way,
      byte[] meaning) {
    /** By words. */
    public Query(long userId, String text, Long conversationId, String cursor, int limit) {
      this(userId, text, conversationId, cursor, limit, Way.TEXT, null);
    }
  }

  /**
   * @param cursor where the next page begins; null when this is the last one
   */
  public record Found(List<Hit> hits, String cursor) {}

  /**
   * @param senderName null for a model
   * @param snippet a piece of the message, at most {@link #MAX_SNIPPET} long; plain text. With the
   *     words where they were found, else the passage that means it most nearly
   * @param highlights what of the snippet was looked for, in order; may be empty
   * @param way by which it was found
   */
  public record Hit(
      long messageId,
      long conversationId,
      String title,
      MessageType type,
      String senderName,
      Instant createdAt,
      String snippet,
      List<Range> highlights,
      Way way) {}

  /**
   * A piece of a text, in UTF-16 units.
   *
   * @param end after the last one
   */
  public record Range(int start, int end) {}
}
