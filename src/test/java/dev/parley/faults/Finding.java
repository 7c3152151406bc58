package dev.parley.faults;

/**
 * A broken promise.
 *
 * @param who the client that saw it, or the database
 */
record Finding(Kind kind, String who, String what) {
  enum Kind {
    LOST,
    DUPLICATED,
    REORDERED,
    /** Shown after the end. */
    LATE,
    ENDED_TWICE,
    NEVER_ENDED,
    /** Nobody ever said that. */
    INVENTED,
    /** Two witnesses tell different stories. */
    DISAGREES
  }
}
