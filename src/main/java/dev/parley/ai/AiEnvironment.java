package dev.parley.ai;

import dev.parley.ai.tool.ToolSource;
import dev.parley.generationlog.GenerationLog;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What the ai role of a node finds around it.
 *
 * @param node name of this process, unique in the cluster
 * @param log closed when the role stops
 * @param patience how long running answers may end by themselves then, milliseconds
 * @param tools that models may use beside those of the configuration; closed with the role
 * @param admins login names of those who administer the server, for tools that ask
 * @param semantic what texts mean is made out here, too
 */
public record AiEnvironment(
    String node,
    GenerationLog log,
    LongSupplier patience,
    List<ToolSource> tools,
    Set<String> admins,
    boolean semantic) {
  public AiEnvironment {
    tools = List.copyOf(tools);
    admins = Set.copyOf(admins);
  }

  /** With the tools of the configuration, and without administrators and meanings. */
  public AiEnvironment(String node, GenerationLog log, LongSupplier patience) {
    this(node, log, patience, List.of(), Set.of(), false);
  }
}
