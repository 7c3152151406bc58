package dev.parley.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The server as users run it: a process of its own, with its own data folder. */
public final class ServerProcess implements AutoCloseable {
  private static final long PATIENCE_S = 90;

  /** Those that live; none outlives this JVM, however it is ended by others or by hand. */
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  /** A test may go on for a moment while its JVM ends, and start others. */
  private static final AtomicBoolean ENDING = new AtomicBoolean();

  static {
    Thread killer =
        new Thread(
            () -> {
              ENDING.set(true);
              ALIVE.forEach(Process::destroyForcibly);
            });
    Runtime.getRuntime().addShutdownHook(killer);
  }

  private final Process process;
  private final List<String> output = new ArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private ServerProcess(Process process) {
    this.process = process;
    ALIVE.add(process);
    if (ENDING.get()) {
      process.destroyForcibly();
    }
    Thread.ofPlatform().daemon().name("output of the server").start(this::read);
  }

  /** Starts it and does not wait. */
  public static ServerProcess launch(Path dataDir, int port, Map<String, String> environment) {
    return launch(List.of(), dataDir, port, environment);
  }

  /**
   * Starts it by another program and does not wait.
   *
   * @param by the words before its command line; that program must become the server, not fork it
   */
  public static ServerProcess launch(
      List<String> by, Path dataDir, int port, Map<String, String> environment) {
    List<String> command = new ArrayList<>(by);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments());
    command.addAll(
        List.of(
            "-Dlogback.configurationFile=logback.xml",
            "-classpath",
            System.getProperty("java.class.path"),
            "dev.parley.Main"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PARLEY_DATA_DIR", dataDir.toString());
    builder.environment().put("PORT", String.valueOf(port));
    // Tests of answers count what the provider is asked.
    builder.environment().put("PARLEY_AI_TITLES_ENABLED", "false");
    builder.environment().putAll(environment);
    try {
      return new ServerProcess(builder.start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What the test's own JVM was given to reach into the JDK. */
  private static List<String> jvmArguments() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .toList();
  }

  /** Starts it and waits until it says that it is ready. */
  public static ServerProcess start(Path dataDir, int port, Map<String, String> environment) {
    return launch(dataDir, port, environment).awaitReady();
  }

  /** Waits until it says that it is ready; kills it when it does not. */
  public ServerProcess awaitReady() {
    try {
      ready.get(PATIENCE_S, TimeUnit.SECONDS);
      return this;
    } catch (Exception e) {
      kill();
      throw new AssertionError("The server did not start: " + output(), e);
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (output) {
          output.add(line);
          output.notifyAll();
        }
        if (line.contains("is ready")) {
          ready.complete(null);
        }
      }
    } catch (IOException gone) {
      ready.completeExceptionally(gone);
    }
    ALIVE.remove(process);
    ready.completeExceptionally(new IllegalStateException("it ended"));
  }

  /** Everything it has printed. */
  public List<String> output() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  /** As {@code kill -9}: of the server alone, not of what it has started. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** As Ctrl-C or a service manager, without waiting. */
  public void terminate() {
    // Not destroy() of the process, which sends nothing a second time.
    process.toHandle().destroy();
  }

  /** Waits until it has printed a line with this text. */
  public void awaitOutput(String text) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    synchronized (output) {
      while (output.stream().noneMatch(line -> line.contains(text))) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("No " + text + " in " + output);
        }
        try {
          output.wait(left);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** As {@code kill -SIGNAL}, such as STOP or CONT. */
  public void signal(String signal) {
    Signals.send(process.pid(), signal);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** As Ctrl-C or a service manager: waits for it to end. */
  public int stop() {
    process.destroy();
    return exitCode();
  }

  /** Waits for it to end by itself. */
  public int exitCode() {
    try {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        throw new AssertionError("The server does not end: " + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
