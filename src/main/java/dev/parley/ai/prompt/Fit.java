package dev.parley.ai.prompt;

/**
 * What of a conversation goes into a prompt.
 *
 * @param keepsSummary whether there is room for the summary that exists
 * @param first index of the first turn that is kept when nothing more is summarized
 * @param afterSummary the same when the turns before it are summarized; 0 when that is not wanted
 * @param tooLong the newest turn does not fit, even alone
 */
public record Fit(boolean keepsSummary, int first, int afterSummary, boolean tooLong) {
  /** Turns that are kept before the oldest are summarized, however short they are. */
  public static final int MAX_TURNS = 150;

  /** Everything fits. */
  public static final Fit ALL = new Fit(true, 0, 0, false);

  /**
   * Keeps the newest that fit. Where something does not, half of the room is made free, so that the
   * next turns fit without another summary.
   *
   * @param turns tokens of the turns, oldest first; not empty
   * @param fixed tokens that are there in any case
   * @param summary tokens of the summary that exists; 0 without one
   * @param reserved most tokens of a new one
   * @param room tokens for everything
   */
  public static Fit of(int[] turns, int fixed, int summary, int reserved, int room) {
    long left = (long) room - fixed - turns[turns.length - 1];
    if (left < 0) {
      return new Fit(false, turns.length - 1, 0, true);
    }
    boolean keeps = summary <= left;
    int first = oldest(turns, keeps ? left - summary : left, turns.length);
    boolean all = first == 0 && turns.length <= MAX_TURNS && keeps;
    int after = all || left < reserved ? 0 : oldest(turns, (left - reserved) / 2, MAX_TURNS / 2);
    return new Fit(keeps, first, after, false);
  }

  /** The first of the newest turns that fit; the last one has its place already. */
  private static int oldest(int[] turns, long room, int most) {
    long left = room;
    int first = turns.length - 1;
    while (first > 0 && turns.length - first < most && turns[first - 1] <= left) {
      first--;
      left -= turns[first];
    }
    return first;
  }
}
