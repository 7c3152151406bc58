package dev.parley.faults;

import java.util.Random;

/** How long and with which dice the scenarios are played. */
final class Faults {
  /** Of this run: -Dfaults.seed=, or one at random. */
  static final long SEED = Long.getLong("faults.seed", System.nanoTime());

  /** How often each scenario is played: -Dfaults.rounds=, 1 if it is not given. */
  static final int ROUNDS = Integer.getInteger("faults.rounds", 1);

  private Faults() {}

  /** The dice of a scenario: the same for the same seed, whatever else is played. */
  static Random dice(String scenario) {
    return new Random(SEED ^ (long) scenario.hashCode() << 16);
  }

  /** To be given to whoever wants to see the same again. */
  static String hint() {
    return "-Dfaults.seed=" + SEED;
  }
}
