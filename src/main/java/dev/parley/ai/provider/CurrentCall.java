package dev.parley.ai.provider;

/**
 * Of several attempts at one answer, or of one that has to wait, the call that is under way. What
 * it was told while there was none is told to the next.
 */
public final class CurrentCall implements Provider.Call {
  private Provider.Call call;
  private boolean paused;

  /** This one is under way now. */
  public void become(Provider.Call next) {
    call = next;
    if (paused) {
      call.pause();
    }
  }

  @Override
  public void cancel() {
    if (call != null) {
      call.cancel();
    }
  }

  @Override
  public void pause() {
    paused = true;
    if (call != null) {
      call.pause();
    }
  }

  @Override
  public void resume() {
    paused = false;
    if (call != null) {
      call.resume();
    }
  }
}
