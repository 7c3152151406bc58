package dev.parley.bus;

import dev.parley.bus.Conversations.Done;

/** Titles that models give to conversations, as the store role keeps them. */
public final class Titles {
  /** Whether the one who asks is to find a title: once for each conversation that has none yet. */
  public static final Address<Claim, Claimed> CLAIM =
      Address.service("parley.store.titles.claim", Claim.class, Claimed.class);

  /** Sets the title that was asked for, unless somebody has named or cleared it meanwhile. */
  public static final Address<Set, Done> SET =
      Address.repeatable("parley.store.titles.set", Set.class, Done.class);

  private Titles() {}

  public record Claim(long conversationId) {}

  /**
   * @param mine false when somebody else does it, or a person has named it
   */
  public record Claimed(boolean mine) {}

  public record Set(long conversationId, String title) {}
}
