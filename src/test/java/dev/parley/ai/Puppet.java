package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import java.util.ArrayList;
import java.util.List;

/** A provider that says what the test makes it say. Its calls write down what the engine does. */
public final class Puppet implements Provider {
  /** An answer in the test's hands. */
  public static final class Strings implements Call {
    public final Prompt prompt;
    public final Listener listener;
    public volatile boolean cancelled;
    public volatile boolean paused;

    private Strings(Prompt prompt, Listener listener) {
      this.prompt = prompt;
      this.listener = listener;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }
  }

  private final List<Strings> calls = new ArrayList<>();
  private final String name;
  private final List<String> models;

  public Puppet() {
    this("puppet", "wood");
  }

  public Puppet(String name, String... models) {
    this.name = name;
    this.models = List.of(models);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> models() {
    return models;
  }

  @Override
  public synchronized Call start(Prompt prompt, Listener listener) {
    Strings strings = new Strings(prompt, listener);
    calls.add(strings);
    notifyAll();
    return strings;
  }

  public synchronized int started() {
    return calls.size();
  }

  /** The call with this number, from 0; waits for it. */
  public synchronized Strings call(int number) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (calls.size() <= number) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("call " + number + " was never started");
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
    return calls.get(number);
  }
}
