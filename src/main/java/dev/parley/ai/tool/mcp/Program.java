package dev.parley.ai.tool.mcp;

import dev.parley.config.ToolSourcesConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and ends the programs of others. Blocks. */
final class Program {
  private static final Logger LOG = LoggerFactory.getLogger(Program.class);

  /** What a program needs to find others and its own files; all else is ours. */
  private static final List<String> INHERITED = List.of("PATH", "HOME");

  private Program() {}

  static Process start(ToolSourcesConfig.McpServer settings) throws IOException {
    List<String> command = new ArrayList<>(List.of(settings.command()));
    command.addAll(settings.args());
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(INHERITED);
    settings.env().forEach((name, value) -> environment.put(name, value.reveal()));
    return builder.start();
  }

  /**
   * Ends it and all that it started: first by asking, then by force.
   *
   * @param graceMs how long it may take to end when asked, milliseconds
   */
  static void stop(Process process, long graceMs) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroy);
    CompletableFuture<?> gone =
        CompletableFuture.allOf(
            all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    try {
      gone.get(graceMs, TimeUnit.MILLISECONDS);
    } catch (TimeoutException stubborn) {
      LOG.info("{} processes do not end, they are made to", all.size());
      force(process, all);
    } catch (InterruptedException hurried) {
      force(process, all);
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException failed) {
      LOG.warn("A process may still run", failed);
    }
  }

  /** What it has started meanwhile goes with the others. */
  private static void force(Process process, List<ProcessHandle> all) {
    List<ProcessHandle> left = new ArrayList<>(process.descendants().toList());
    left.addAll(all);
    left.forEach(ProcessHandle::destroyForcibly);
  }
}
