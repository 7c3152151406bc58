package dev.parley.ai.tool.mcp;

import dev.parley.config.Secret;
import dev.parley.config.ToolSourcesConfig;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.http.HttpClient;
import java.time.Duration;

/** The library's transport for streamable HTTP, within bounds. */
final class HttpTransport {
  /**
   * Longest answer, or event of a stream, bytes. A line of such a size takes ten seconds to read.
   */
  static final int MAX_ANSWER = 4 << 20;

  private static final Duration CONNECTING = Duration.ofSeconds(10);

  private HttpTransport() {}

  /**
   * @param longest time until nobody waits for the answer to a request any more
   */
  static McpClientTransport create(
      ToolSourcesConfig.McpServer settings, McpJsonMapper json, Duration longest) {
    Secret token = settings.token();
    String url = settings.url().toString();
    HttpClient.Builder clients =
        new BoundedClientBuilder(plain -> new BoundedClient(plain, MAX_ANSWER, longest))
            .version(HttpClient.Version.HTTP_1_1)
            // A redirection could send the token somewhere else.
            .followRedirects(HttpClient.Redirect.NEVER);
    return HttpClientStreamableHttpTransport.builder(url)
        .endpoint(url)
        .jsonMapper(json)
        .clientBuilder(clients)
        .connectTimeout(CONNECTING)
        .httpRequestCustomizer(
            (request, method, uri, body, transport) -> {
              if (token != null) {
                request.header("Authorization", "Bearer " + token.reveal());
              }
            })
        .build();
  }
}
