package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.config.ToolSourcesConfig.Audience;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings below names that the configuration chooses. */
class ToolSettingsTest {
  private static final Set<Audience> ACCOUNTS = Set.of(Audience.USER, Audience.ADMIN);

  @TempDir private Path folder;

  @Test
  void withoutSettingsThereAreThoseOfTheServer() throws Exception {
    assertThat(tools("", Map.of()))
        .isEqualTo(
            new ToolSourcesConfig(List.of("time", "calculator", "search"), List.of(), List.of()));
    assertThat(tools("builtin: [none]", Map.of()).builtin()).isEmpty();
    assertThat(tools("bus: {}\n    mcp:", Map.of()).mcp()).isEmpty();
  }

  @Test
  void aFileSaysEverything() throws Exception {
    ToolSourcesConfig tools =
        tools(
            """
            bus:
                  weather:
                    description: The weather, now
                    parameters: {type: object, required: [place]}
                    effect: reads
                    roles: [guest]
                    timeout: 3s
                  alarm: {description: Wakes people}
                mcp:
                  files:
                    command: npx
                    args: ["-y", "a,b", 7]
                    env: {KEY: hunter2, PORT: 80}
                    allow: [read, write]
                  web:
                    url: https://mcp.example.org/mcp
                    token: hunter2
                    allow: ["*"]
                    effect: changes
                    trust: true
            """,
            Map.of());
    assertThat(tools.bus())
        .containsExactly(
            new ToolSourcesConfig.BusTool(
                "alarm",
                "Wakes people",
                "{\"type\":\"object\",\"properties\":{}}",
                false,
                ACCOUNTS,
                Duration.ofSeconds(30)),
            new ToolSourcesConfig.BusTool(
                "weather",
                "The weather, now",
                "{\"type\":\"object\",\"required\":[\"place\"]}",
                true,
                Set.of(Audience.GUEST),
                Duration.ofSeconds(3)));
    assertThat(tools.mcp())
        .containsExactly(
            new ToolSourcesConfig.McpServer(
                "files",
                "npx",
                List.of("-y", "a,b", "7"),
                Map.of("KEY", new Secret("hunter2"), "PORT", new Secret("80")),
                null,
                null,
                List.of("read", "write"),
                ACCOUNTS,
                null,
                false,
                Duration.ofSeconds(30)),
            new ToolSourcesConfig.McpServer(
                "web",
                null,
                List.of(),
                Map.of(),
                URI.create("https://mcp.example.org/mcp"),
                new Secret("hunter2"),
                List.of("*"),
                ACCOUNTS,
                false,
                true,
                Duration.ofSeconds(30)));
    assertThat(tools.toString()).doesNotContain("hunter2");
  }

  @Test
  void variablesSayTheSameAndWin() throws Exception {
    ToolSourcesConfig tools =
        tools(
            "mcp: {web: {url: 'https://example.org/mcp', token: old}}",
            Map.of(
                "PARLEY_AI_TOOLS_MCP_WEB_TOKEN", "new",
                "PARLEY_AI_TOOLS_MCP_MY_FILES_COMMAND", "files",
                "PARLEY_AI_TOOLS_MCP_MY_FILES_ARGS", "[\"a b\"]",
                "PARLEY_AI_TOOLS_MCP_MY_FILES_ENV", "{\"A\": \"b\"}",
                "PARLEY_AI_TOOLS_MCP_MY_FILES_ALLOW", "one,two",
                "PARLEY_AI_TOOLS_BUS_GET_IT_DESCRIPTION", "Gets it",
                "PARLEY_AI_TOOLS_BUS_GET_IT_PARAMETERS", "{\"type\": \"object\"}",
                "PARLEY_AI_TOOLS_BUILTIN", "time"));
    assertThat(tools.builtin()).containsExactly("time");
    assertThat(tools.bus()).extracting(ToolSourcesConfig.BusTool::name).containsExactly("get_it");
    ToolSourcesConfig.McpServer files = tools.mcp().getFirst();
    assertThat(files.name()).isEqualTo("my_files");
    assertThat(files.args()).containsExactly("a b");
    assertThat(files.allow()).containsExactly("one", "two");
    assertThat(tools.mcp().getLast().token().reveal()).isEqualTo("new");
  }

  @Test
  void allThatIsWrongIsListedWithoutSecrets() throws Exception {
    assertThat(
            problems(
                """
                builtin: [none, time]
                    bus:
                      a: {parameters: [1], description: x}
                      b: {effect: reads}
                      Caps: {description: x}
                    mcp:
                      c: {comand: x}
                      d: {command: x, url: 'https://example.org'}
                      e: {url: 'https://example.org', args: [x]}
                      f: {command: x, token: hunter2, env: {A-B: hunter2}}
                      g: 7
                      h: {command: x, roles: [everybody]}
                """,
                Map.of("PARLEY_AI_TOOLS_MCP_D_COMAND", "x")))
        .containsExactlyInAnyOrder(
            "ai.tools.bus.a.parameters is '[1]' in conf/parley.yaml. It must be a JSON object of at"
                + " most 32768 characters.",
            "Unknown key 'ai.tools.bus.Caps.description' in conf/parley.yaml.",
            "Unknown key 'ai.tools.mcp.c.comand' in conf/parley.yaml. Did you mean"
                + " 'ai.tools.mcp.c.command'?",
            "ai.tools.mcp.f.env is not valid in conf/parley.yaml. It must be at most 100 names of"
                + " A-Z a-z 0-9 _ with a text each.",
            "'ai.tools.mcp.g' in conf/parley.yaml is a section, it cannot have a value itself.",
            "ai.tools.mcp.h.roles is 'everybody' in conf/parley.yaml. It must be a list of at most"
                + " 100, each one of guest, user, admin.",
            "Unknown variable 'PARLEY_AI_TOOLS_MCP_D_COMAND' of the environment. Did you mean"
                + " 'PARLEY_AI_TOOLS_MCP_D_COMMAND'?");
    assertThat(
            problems(
                """
                builtin: [none, time]
                    bus: {b: {effect: reads}}
                    mcp:
                      d: {command: x, url: 'https://example.org'}
                      e: {url: 'https://example.org', args: [x]}
                      f: {command: x, token: hunter2}
                      g: {allow: ['*']}
                """,
                Map.of()))
        .containsExactly(
            "ai.tools.builtin must be either none alone or a list of tools.",
            "ai.tools.bus.b.description must be set: models choose tools by it.",
            "Either ai.tools.mcp.d.command or ai.tools.mcp.d.url must be set.",
            "ai.tools.mcp.e.args and ai.tools.mcp.e.env go with ai.tools.mcp.e.command only.",
            "ai.tools.mcp.f.token goes with ai.tools.mcp.f.url only.",
            "Either ai.tools.mcp.g.command or ai.tools.mcp.g.url must be set.");
  }

  @Test
  void theDocumentedFileExplainsEverySetting() throws Exception {
    String documented = Files.readString(Path.of("conf/parley.yaml"));
    String tools = documented.substring(documented.indexOf("\n  tools:"));
    for (NamedKey<?> key : ToolKeys.all()) {
      assertThat(tools).containsPattern("(?m)^ *# +" + key.leaf() + ":");
    }
  }

  private ToolSourcesConfig tools(String settings, Map<String, String> environment)
      throws Exception {
    write(settings);
    return new ConfigLoader(folder, environment).load(null).ai().sources().tools();
  }

  private List<String> problems(String settings, Map<String, String> environment)
      throws IOException {
    write(settings);
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> new ConfigLoader(folder, environment).load(null));
    assertThat(refused).isNotNull();
    assertThat(refused.problems().toString()).doesNotContain("hunter2");
    return refused.problems();
  }

  private void write(String settings) throws IOException {
    Files.createDirectories(folder.resolve("conf"));
    Files.writeString(folder.resolve("conf/parley.yaml"), "ai:\n  tools:\n    " + settings);
  }
}
