package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Clients of the five systems, each written in JavaScript from the document of its system, go
 * through their stories against the server.
 */
class SystemClientsIT {
  private static final long TIMEOUT_S = 90;
  private static final Path SCRIPTS = Path.of("src/test/js/clients");

  private static final List<String> CLIENTS =
      List.of("system-1.mjs", "system-2.mjs", "system-3.mjs", "system-4.mjs", "system-5.mjs");

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> goesThroughItsStory() {
    return CLIENTS.stream().map(client -> DynamicTest.dynamicTest(client, () -> run(client)));
  }

  private static void run(String script) throws IOException, InterruptedException {
    Path output = Files.createTempFile("client", ".log");
    try {
      ProcessBuilder node =
          new ProcessBuilder("node", SCRIPTS.resolve(script).toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      node.environment().put("PARLEY_URL", "http://127.0.0.1:" + server.port());
      Process process = node.start();
      boolean ended = process.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("%s", Files.readString(output)).isTrue();
      assertThat(process.exitValue()).as("%s", Files.readString(output)).isZero();
    } finally {
      Files.delete(output);
    }
  }
}
