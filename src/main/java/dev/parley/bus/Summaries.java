package dev.parley.bus;

import java.util.List;

/** Summaries of the beginnings of conversations, as the store role keeps them. */
public final class Summaries {
  /**
   * Keeps a summary for later prompts. Nothing is kept when one of its messages, or the summary
   * that it goes on from, is gone by then. Of each conversation the newest {@link #MAX} are kept.
   */
  public static final Address<Keep, Kept> KEEP =
      Address.repeatable("parley.store.summaries.keep", Keep.class, Kept.class);

  /** Most of one conversation. */
  public static final int MAX = 20;

  private Summaries() {}

  /**
   * What was said on the way to a message, which is its branch of the tree.
   *
   * @param throughId the last message that it tells of
   * @param messages how many it tells of
   */
  public record Summary(long throughId, int messages, String text) {}

  /**
   * @param previousId the message to which the summary reached that this one goes on from; null
   *     when it goes on from none
   * @param messageIds those that it tells of in addition
   */
  public record Keep(long conversationId, Long previousId, List<Long> messageIds, Summary summary) {
    public Keep {
      messageIds = List.copyOf(messageIds);
    }
  }

  /**
   * @param kept false when something of it was gone
   */
  public record Kept(boolean kept) {}
}
