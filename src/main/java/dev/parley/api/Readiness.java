package dev.parley.api;

/** Whether this process may be sent work. Safe to use from any thread. */
public final class Readiness {
  /** From start to end, in this order. */
  public enum State {
    STARTING,
    READY,
    DRAINING
  }

  private volatile State state = State.STARTING;

  public void enter(State next) {
    state = next;
  }

  public State state() {
    return state;
  }
}
