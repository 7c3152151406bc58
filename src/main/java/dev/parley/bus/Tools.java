package dev.parley.bus;

/** What tools said, and what people said to tools. */
public final class Tools {
  /**
   * Keeps what a tool said at too great length for a model, while the answer is being written.
   * Keeping the same call twice is no error. Refused with NOT_FOUND when the answer has ended.
   */
  public static final Address<Keep, Kept> KEEP =
      Address.repeatable("parley.store.tools.keep", Keep.class, Kept.class);

  /** Reads it, for a member of the conversation; refused with NOT_FOUND for others. */
  public static final Address<ReadResult, Result> RESULT =
      Address.repeatable("parley.store.tools.result", ReadResult.class, Result.class);

  /** Most characters of a result that are kept. */
  public static final int MAX_KEPT = 1024 * 1024;

  private Tools() {}

  /**
   * Where the answer to a question is taken, for as long as it waits for one. Refused with
   * NOT_FOUND for everybody but the person who was asked.
   *
   * @param confirmationId unguessable
   */
  public static Address<Decision, Decided> confirmation(String confirmationId) {
    return Address.service(
        "parley.ai.tools.confirmation." + confirmationId, Decision.class, Decided.class);
  }

  public record Decision(long userId, boolean allow) {}

  public record Decided() {}

  /**
   * @param callId of the call within the generation
   * @param content at most {@link #MAX_KEPT}
   */
  public record Keep(long generationId, String callId, String content) {}

  public record Kept(long id) {}

  public record ReadResult(long userId, long id) {}

  public record Result(String content) {}
}
