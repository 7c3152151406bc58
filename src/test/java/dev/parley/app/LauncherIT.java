package dev.parley.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.Main;
import dev.parley.testing.Ports;
import dev.parley.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is really run: another process, with arguments, signals and an exit code. */
class LauncherIT {
  private static final long TIMEOUT_S = 60;

  @TempDir private Path folder;
  private Process process;

  @AfterEach
  void kill() {
    process.destroyForcibly();
  }

  @Test
  void servesUntilItIsToldToStop() throws Exception {
    int port = Ports.free();
    start(Map.of("DATABASE_URL", TestDatabase.create().url(), "PORT", Integer.toString(port)));
    try (BufferedReader out = process.inputReader()) {
      assertThat(lineWith(out, "is ready at http://localhost:" + port)).isPresent();

      try (HttpClient client = HttpClient.newHttpClient()) {
        URI live = URI.create("http://127.0.0.1:" + port + "/health/live");
        assertThat(
                client.send(HttpRequest.newBuilder(live).build(), BodyHandlers.ofString()).body())
            .isEqualTo("{\"status\":\"up\"}");
      }

      process.toHandle().destroy();
      assertThat(lineWith(out, "Stopped role GATEWAY")).isPresent();
    }
    assertThat(exitCode()).isZero();
    assertThat(errors()).isEmpty();
  }

  @Test
  void aBusyPortIsOneLine() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(busy.getLocalPort());
      start(Map.of("DATABASE_URL", TestDatabase.create().url(), "PORT", port));
      assertThat(exitCode()).isOne();
      assertThat(errors())
          .containsExactly(
              "parley: Cannot listen on port "
                  + port
                  + " on 127.0.0.1: another program uses it. Set PORT to a free one.");
    }
  }

  @Test
  void anUnknownKeyIsOneLine() throws Exception {
    Files.writeString(folder.resolve("mine.yaml"), "http: {prot: 80}");
    start(Map.of(), "--config", "mine.yaml");
    assertThat(exitCode()).isOne();
    assertThat(errors())
        .containsExactly("parley: Unknown key 'http.prot' in mine.yaml. Did you mean 'http.port'?");
  }

  @Test
  void versionIsPrinted() throws Exception {
    start(Map.of(), "--version");
    assertThat(exitCode()).isZero();
    assertThat(process.inputReader().readLine()).isEqualTo("Parley " + Version.current());
  }

  private void start(Map<String, String> environment, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    // Not the configuration of the tests, which is on the class path too and wins.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_"));
    builder.environment().keySet().removeAll(List.of("HOST", "PORT", "DATABASE_URL"));
    builder.environment().putAll(environment);
    builder.redirectError(folder.resolve("stderr").toFile());
    process = builder.start();
  }

  /** The next line that has the text; empty when the output ends first. */
  private static Optional<String> lineWith(BufferedReader out, String text) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> out.lines().filter(line -> line.contains(text)).findFirst())
        .get(TIMEOUT_S, TimeUnit.SECONDS);
  }

  private int exitCode() throws InterruptedException {
    assertThat(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)).as("ends in time").isTrue();
    return process.exitValue();
  }

  private List<String> errors() throws IOException {
    return Files.readAllLines(folder.resolve("stderr"));
  }
}
