package dev.parley.ai.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Servers written with the official SDK for Node.js, which npm brings from where it is told to. */
final class NodeServers {
  static final String TOKEN = "t0ken";

  private static final Path SCRIPTS = Path.of("src/test/js/mcp");
  private static final Path INSTALLED = Path.of("target/mcp-server");
  private static final long TIMEOUT_S = 120;

  private NodeServers() {}

  static void install() throws IOException, InterruptedException {
    Path done = INSTALLED.resolve("node_modules/.package-lock.json");
    if (Files.exists(done) && isSame("package-lock.json")) {
      return;
    }
    Files.createDirectories(INSTALLED);
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.writeString(INSTALLED.resolve(file), Files.readString(SCRIPTS.resolve(file)));
    }
    Path output = INSTALLED.resolve("npm.log");
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(INSTALLED.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = npm.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
    npm.destroyForcibly();
    assertThat(ended && npm.exitValue() == 0).as("%s", Files.readString(output)).isTrue();
  }

  private static boolean isSame(String file) throws IOException {
    return Files.readString(INSTALLED.resolve(file))
        .equals(Files.readString(SCRIPTS.resolve(file)));
  }

  /** What node is started with, for one on standard input and output. */
  static List<String> stdio() {
    return List.of(SCRIPTS.resolve("server.mjs").toString(), modules(), "stdio");
  }

  /** One at {@code http://127.0.0.1:port/mcp}, for those who know the token. */
  static Process http(int port) throws IOException {
    Process server =
        new ProcessBuilder(
                "node", SCRIPTS.resolve("server.mjs").toString(), modules(), "http", "" + port)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(server.inputReader().readLine()).isEqualTo("listening");
    return server;
  }

  private static String modules() {
    return INSTALLED.resolve("node_modules").toAbsolutePath().toString();
  }
}
