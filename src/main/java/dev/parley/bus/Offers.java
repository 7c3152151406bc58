package dev.parley.bus;

/** What a node that is about to end no longer offers to others. */
public final class Offers {
  private Offers() {}

  /** All that the store role serves. */
  public static boolean ofStore(String address) {
    return address.startsWith("parley.store.");
  }

  /** New work for the ai role; what a node has begun can still be stopped. */
  public static boolean ofAi(String address) {
    return address.startsWith("parley.ai.")
        && !address.startsWith(Ai.stop("").name())
        && !address.equals(Ai.CANCEL.name());
  }
}
