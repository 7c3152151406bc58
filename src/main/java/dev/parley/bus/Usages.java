package dev.parley.bus;

import dev.parley.chat.Usage;
import dev.parley.usage.Amount;
import dev.parley.usage.Quota;
import java.time.LocalDate;
import java.util.List;

/**
 * The accounts of what models are used for, as the store role keeps them. An answer in a
 * conversation is admitted with the request that starts it and settled with its end; this is for
 * all other calls, and for reading.
 */
public final class Usages {
  /**
   * Lets a call begin, and holds an estimate for it until it is settled or its time is over.
   * Refused with QUOTA_EXCEEDED, and with when to come back.
   */
  public static final Address<Admit, Admitted> ADMIT =
      Address.repeatable("parley.store.usage.admit", Admit.class, Admitted.class);

  /** Tells who is asked, should the one who asks not live to say so at the end. */
  public static final Address<Asked, Noted> ASKED =
      Address.repeatable("parley.store.usage.asked", Asked.class, Noted.class);

  /** Ends calls. One that was settled before, or whose time was over, is left as it is. */
  public static final Address<Settle, Noted> SETTLE =
      Address.repeatable("parley.store.usage.settle", Settle.class, Noted.class);

  /** What one person used, and how the quotas stand. */
  public static final Address<ReadOwn, Own> OWN =
      Address.repeatable("parley.store.usage.own", ReadOwn.class, Own.class);

  /** What everybody used. */
  public static final Address<ReadAll, Page> ALL =
      Address.repeatable("parley.store.usage.all", ReadAll.class, Page.class);

  /** Most calls that are settled at once. */
  public static final int MAX_SETTLED = 200;

  /**
   * How ids begin of calls that nobody asked for, and that are made for somebody all the same:
   * titles, suggestions, summaries. They cost tokens and money and are no requests. The id says it,
   * because it is all that is known of a call wherever it is settled, even by those who clean up.
   */
  public static final String ASIDE = "aside-";

  private Usages() {}

  /** The id of an answer in a conversation. */
  public static String id(long generationId) {
    return "g" + generationId;
  }

  /**
   * The id of a call that nobody asked for.
   *
   * @param unique random
   */
  public static String aside(String unique) {
    return ASIDE + unique;
  }

  /** Whether it is a call that nobody asked for. */
  public static boolean isAside(String id) {
    return id.startsWith(ASIDE);
  }

  /**
   * @param id random, made by whoever asks the model; or {@link #aside}
   * @param model as it is asked for
   * @param promptTokens as estimated
   * @param holdMs after this the call is taken for dead and its prompt for used, milliseconds
   */
  public record Admit(String id, long userId, String model, long promptTokens, long holdMs) {}

  public record Admitted() {}

  /**
   * @param id of a call, or of {@link #id(long)}
   * @param promptTokens as estimated
   */
  public record Asked(String id, String provider, String model, long promptTokens) {}

  public record Noted() {}

  /**
   * @param calls at most {@link #MAX_SETTLED}
   */
  public record Settle(List<Spent> calls) {
    public Settle {
      calls = List.copyOf(calls);
    }
  }

  /**
   * @param provider that was asked last; null when none was
   * @param usage null when the call counts for nothing
   */
  public record Spent(String id, String provider, String model, Usage usage) {}

  /**
   * @param from null for the first day of this month
   * @param to inclusive; null for today
   */
  public record ReadOwn(long userId, LocalDate from, LocalDate to) {}

  /**
   * @param days newest first, at most {@link #MAX_DAYS} of them
   */
  public record Own(
      String currency,
      LocalDate from,
      LocalDate to,
      List<Day> days,
      Amount today,
      Amount month,
      List<Quota> quotas) {}

  /** Most days of one range. */
  public static final int MAX_DAYS = 366;

  /** What was used of one model on one day. */
  public record Day(LocalDate day, String provider, String model, Amount amount) {}

  /** What lines are made of. */
  public enum By {
    USER,
    MODEL,
    DAY
  }

  /**
   * @param from as in {@link ReadOwn}
   * @param userId null for everybody
   * @param after cursor of the page before; null for the first
   */
  public record ReadAll(
      LocalDate from, LocalDate to, By by, Long userId, String after, int limit) {}

  /**
   * @param cursor of the next page; null when this is the last
   */
  public record Page(
      String currency, LocalDate from, LocalDate to, List<Line> lines, String cursor) {}

  /**
   * Only what the line is about is set.
   *
   * @param login null for guests too
   */
  public record Line(
      Long userId,
      String login,
      String name,
      String provider,
      String model,
      LocalDate day,
      Amount amount) {}
}
