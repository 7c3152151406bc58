package dev.parley.ai.tool.mcp;

import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.tool.Access;
import dev.parley.ai.tool.Arguments;
import dev.parley.ai.tool.Tool;
import dev.parley.chat.Texts;
import dev.parley.config.ToolSourcesConfig;
import io.modelcontextprotocol.spec.McpSchema;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One tool of a server. */
final class McpTool implements Tool {
  private static final Logger LOG = LoggerFactory.getLogger(McpTool.class);

  /** Most tools of one server that models are told of. */
  private static final int MAX_TOOLS = 100;

  private static final int MAX_DESCRIPTION = 2_000;
  private static final int MAX_PARAMETERS = 32_768;

  /** Who calls. */
  interface Caller {
    /**
     * Calls once.
     *
     * @param tool by the name that its server gave it
     */
    Future<McpSchema.CallToolResult> call(
        String tool, Map<String, Object> arguments, Future<GivenUp> givenUp);
  }

  private final ToolSourcesConfig.McpServer settings;
  private final String name;
  private final ToolSpec spec;
  private final Effect effect;
  private final Caller caller;

  private McpTool(
      ToolSourcesConfig.McpServer settings, McpSchema.Tool tool, ToolSpec spec, Caller caller) {
    this.settings = settings;
    this.name = tool.name();
    this.spec = spec;
    this.effect = effect(settings, tool.annotations());
    this.caller = caller;
  }

  /** Those that may be used, with a name each. */
  static List<Tool> of(
      ToolSourcesConfig.McpServer settings, List<McpSchema.Tool> listed, Caller caller) {
    List<Tool> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (McpSchema.Tool tool : listed) {
      if (tool.name() == null || !isAllowed(settings, tool.name())) {
        continue;
      }
      ToolSpec spec = spec(settings, tool);
      if (tools.size() == MAX_TOOLS
          || spec.parameters().length() > MAX_PARAMETERS
          || !names.add(spec.name())) {
        LOG.warn(
            "{} of {} is left out: too many tools, too many parameters, or a name twice",
            Said.of(tool.name()),
            settings.name());
        continue;
      }
      tools.add(new McpTool(settings, tool, spec, caller));
    }
    return List.copyOf(tools);
  }

  private static boolean isAllowed(ToolSourcesConfig.McpServer settings, String name) {
    return settings.allow().contains("*") || settings.allow().contains(name);
  }

  private static ToolSpec spec(ToolSourcesConfig.McpServer settings, McpSchema.Tool tool) {
    String description =
        Objects.requireNonNullElse(
            tool.description(), Objects.requireNonNullElse(tool.title(), ""));
    return new ToolSpec(
        ToolNames.of(settings.name(), tool.name()),
        Texts.clean(Texts.start(description, MAX_DESCRIPTION)),
        Texts.clean(McpText.schema(tool.inputSchema())));
  }

  /** What the server says of its tool counts only where it is trusted. */
  private static Effect effect(
      ToolSourcesConfig.McpServer settings, McpSchema.ToolAnnotations said) {
    boolean saysReads = said != null && Boolean.TRUE.equals(said.readOnlyHint());
    boolean reads = settings.reads() == null ? settings.trust() && saysReads : settings.reads();
    return reads ? Effect.READS : Effect.CHANGES;
  }

  @Override
  public ToolSpec spec() {
    return spec;
  }

  @Override
  public Effect effect() {
    return effect;
  }

  @Override
  public boolean allows(Person person) {
    return Access.allows(settings.roles(), person);
  }

  @Override
  public Future<Result> call(Invocation invocation) {
    return Arguments.parse(invocation.arguments())
        .map(
            arguments ->
                caller.call(name, arguments.getMap(), invocation.givenUp()).map(McpText::result))
        .orElseGet(() -> Future.succeededFuture(Result.error(Arguments.REFUSED)));
  }
}
