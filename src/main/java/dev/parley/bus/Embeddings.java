package dev.parley.bus;

import dev.parley.bus.Searches.Range;
import java.time.Instant;
import java.util.List;

/**
 * What texts mean, as vectors; only where semantic search is enabled. The ai role makes them, the
 * store keeps those of messages.
 */
public final class Embeddings {
  /**
   * The vector of a text; of a long one its beginning counts. Refused with UNAVAILABLE when busy.
   */
  public static final Address<Text, Vector> EMBED =
      Address.repeatable("parley.ai.embed", Text.class, Vector.class);

  /**
   * The newest messages that have no vectors yet, for the node that asks: nobody else gets them
   * before {@link Work#until}. One that was claimed three times in vain is left alone.
   */
  public static final Address<Claim, Claimed> CLAIM =
      Address.service("parley.store.embeddings.claim", Claim.class, Claimed.class);

  /** Keeps the vectors of a message, unless it has changed or was claimed by another meanwhile. */
  public static final Address<Keep, Kept> KEEP =
      Address.repeatable("parley.store.embeddings.keep", Keep.class, Kept.class);

  /** Bytes of a vector, each from -127 to 127. Only its direction means something. */
  public static final int DIMENSIONS = 384;

  /** Most passages of a message; what is behind them has no vector. */
  public static final int MAX_PASSAGES = 40;

  /** Most messages of one claim. */
  public static final int MAX_CLAIM = 16;

  private Embeddings() {}

  public record Text(String text) {}

  /**
   * @param values {@link #DIMENSIONS} of them, never changed after construction
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Vector(byte[] values) {}

  /**
   * @param limit 1 to {@link #MAX_CLAIM}
   */
  public record Claim(int limit) {}

  /**
   * @param work empty when there is nothing to do at the moment
   */
  public record Claimed(List<Work> work) {}

  /**
   * @param until names the claim, too
   * @param content its beginning
   */
  public record Work(long messageId, Instant until, String content) {}

  /**
   * @param until of the claim
   * @param vectors {@link #DIMENSIONS} bytes for each passage, never changed after construction
   * @param passages at most {@link #MAX_PASSAGES}; none for a message that says nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Keep(long messageId, Instant until, byte[] vectors, List<Range> passages) {}

  /**
   * @param kept false when the claim is no longer good
   */
  public record Kept(boolean kept) {}
}
