package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.testing.TestServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
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

  /** A client runs where the endpoints that it needs answer. */
  private static final List<Client> CLIENTS =
      List.of(
          new Client("system-1.mjs", "/ws/client-of-a-test", "/sessions/client-of-a-test"),
          new Client("system-2.mjs", "/ws/client-of-a-test", "/docs"),
          new Client("system-3.mjs", "/ws/chat", "/stats"),
          new Client("system-4.mjs", "/ws/chat"),
          new Client("system-5.mjs", "/api/v1/chat/ws"));

  private static TestServer server;

  private record Client(String script, List<String> endpoints) {
    Client(String script, String... endpoints) {
      this(script, List.of(endpoints));
    }
  }

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
    return CLIENTS.stream()
        .map(client -> DynamicTest.dynamicTest(client.script(), () -> run(client)));
  }

  private static void run(Client client) throws IOException, InterruptedException {
    for (String endpoint : client.endpoints()) {
      assumeTrue(status(endpoint) != 404, endpoint);
    }
    Path output = Files.createTempFile("client", ".log");
    try {
      ProcessBuilder node =
          new ProcessBuilder("node", SCRIPTS.resolve(client.script()).toString())
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

  /** The newer client of the JDK does not take an answer that asks for an upgrade. */
  private static int status(String endpoint) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + endpoint);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }
}
