package dev.parley.ai;

import dev.parley.ai.provider.Provider;
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
    Workbench bench = new Workbench(parts.vertx(), parts.bus(), toolbox, parts.settings().tools());
    return bench.start(parts.provider(), prompt, asked(job, hold), listener);
  }

  private Asked asked(Job job, Asked.Hold hold) {
    Asker asker = job.asker();
    if (asker == null) {
      return null;
    }
    boolean admin = !asker.guest() && asker.login() != null && admins.contains(asker.login());
    Generation generation = job.generation();
    return new Asked(
        new Person(asker.userId(), asker.guest(), admin),
        generation.conversationId(),
        generation.id(),
        hold);
  }

  Future<?> close() {
    return toolbox.close();
  }
}
