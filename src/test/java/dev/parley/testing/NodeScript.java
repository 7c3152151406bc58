package dev.parley.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client in JavaScript that runs beside the test. */
public final class NodeScript implements AutoCloseable {
  private static final long PATIENCE_S = 60;

  private final Process process;
  private final BufferedReader output;

  private NodeScript(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /**
   * Starts it.
   *
   * @param script path from the project's folder
   */
  public static NodeScript start(String script, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder("node", script).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new NodeScript(builder.start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The next line that it prints; null when it has ended. */
  public String line() {
    try {
      return CompletableFuture.supplyAsync(this::read).get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("The script prints nothing", e);
    }
  }

  private String read() {
    try {
      return output.readLine();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
