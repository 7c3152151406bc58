package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.tool.Asked;
import dev.parley.ai.tool.Tool.Person;
import dev.parley.ai.tool.Toolbox;
import dev.parley.ai.tool.Workbench;
import dev.parley.bus.Generations.Asker;
import dev.parley.bus.Generations.Job;
import dev.parley.chat.Generation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * The tools of one node, and in whose name they are called: that of the person who asked for the
 * answer.
 *
 * @param admins login names of those who administer the server
 */
record ToolUse(Toolbox toolbox, Set<String> admins) {
  /** JSON has fewer of them than prose. */
  private static final int CHARACTERS_PER_TOKEN = 3;

  static final ToolUse NONE = new ToolUse(new Toolbox(List.of()), Set.of());

  ToolUse {
    admins = Set.copyOf(admins);
  }

  /** Starts an answer in a conversation, as {@link Provider#start} does. */
  Provider.Call start(
      Dependencies parts,
      Provider.Prompt prompt,
      Job job,
      Asked.Hold hold,
      Provider.Listener listener) {
    return bench(parts).start(parts.provider(), prompt, asked(job, hold), listener);
  }

  /**
   * How many tokens of a prompt the model is told the tools with, as estimated on the safe side.
   */
  int tokens(Dependencies parts, Job job, String model) {
    return job.asker() == null || !parts.provider().tools(model)
        ? 0
        : bench(parts).characters(model, person(job.asker())) / CHARACTERS_PER_TOKEN;
  }

  /** The same of these. */
  static int tokens(List<ToolSpec> tools) {
    return Workbench.characters(tools) / CHARACTERS_PER_TOKEN;
  }

  private Workbench bench(Dependencies parts) {
    return new Workbench(parts.vertx(), parts.bus(), toolbox, parts.settings().tools());
  }

  private Asked asked(Job job, Asked.Hold hold) {
    Generation generation = job.generation();
    return job.asker() == null
        ? null
        : new Asked(
            person(job.asker()),
            generation.conversationId(),
            generation.id(),
            hold,
            generation.epoch());
  }

  private Person person(Asker asker) {
    boolean admin = !asker.guest() && asker.login() != null && admins.contains(asker.login());
    return new Person(asker.userId(), asker.guest(), admin);
  }

  Future<?> close() {
    return toolbox.close();
  }
}
