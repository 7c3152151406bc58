package dev.parley.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromiumIT {
  private static final String HTML =
      """
      <!doctype html>
      <title>loading</title>
      <script type="module">document.title = `${6 * 7} scripts run`;</script>
      """;

  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, 0);
          try (var body = exchange.getResponseBody()) {
            body.write(HTML.getBytes(UTF_8));
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void opensAPageAndRunsItsScripts() {
    try (Chromium chromium = Chromium.launch()) {
      Page page = chromium.newPage();
      page.navigate("http://127.0.0.1:" + server.getAddress().getPort() + "/");

      assertThat(page.title()).isEqualTo("42 scripts run");
    }
  }

  @Test
  void aSourceWithoutABrowserLeadsToTheNext(@TempDir Path empty) {
    List<Source> sources = new ArrayList<>();
    sources.add(new Installed(new SearchPath(empty.toString())));
    sources.addAll(Source.all(System.getenv(), Path.of("target").toAbsolutePath()));

    try (Chromium chromium = Chromium.launch(sources)) {
      assertThat(chromium.browser().isConnected()).isTrue();
    }
  }

  @Test
  void withoutAnyBrowserItSaysWhatWasTried(@TempDir Path empty) throws IOException {
    Path broken = Files.writeString(empty.resolve("broken"), "#!/bin/sh\nexit 3\n");
    assertThat(broken.toFile().setExecutable(true)).isTrue();
    SearchPath nowhere = new SearchPath(empty.toString());

    assertThatThrownBy(
            () ->
                Chromium.launch(
                    List.of(
                        new Chosen(broken),
                        new Installed(nowhere),
                        new DebianPackage(nowhere),
                        new NodePackage(nowhere, Map.of(), empty))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "- PARLEY_CHROMIUM: ",
            "- the PATH: has none of chromium",
            "- Debian's package: there is no apt-get here",
            "- the npm package @sparticuz/chromium",
            "there is no npm here");
  }

  @Test
  void aNamedBrowserStandsAlone() {
    assertThat(Source.all(Map.of("PARLEY_CHROMIUM", "/no/such/browser"), Path.of("target")))
        .containsExactly(new Chosen(Path.of("/no/such/browser")));
    assertThatThrownBy(() -> new Chosen(Path.of("/no/such/browser")).find())
        .isInstanceOf(Source.Unavailable.class)
        .hasMessage("/no/such/browser is not a program");
  }
}
