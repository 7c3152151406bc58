package dev.parley.ai.tool;

import dev.parley.ai.tool.Tool.Person;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tools of all sources, as one person may use them. Used on one event loop. */
public final class Toolbox {
  /** Most tools that a model is told of, as many as OpenAI's takes; further ones are left out. */
  public static final int MAX_TOOLS = 128;

  private static final Logger LOG = LoggerFactory.getLogger(Toolbox.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** What was complained of is remembered up to so many, so that it is said once; more is not. */
  private static final int MAX_COMPLAINTS = 1_000;

  private final List<ToolSource> sources;
  private final Set<String> complaints = new HashSet<>();
  private final Unable unable = new Unable(System::nanoTime);

  /**
   * @param sources of two tools with the same name, the one of the earlier source counts
   */
  public Toolbox(List<ToolSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Models that are not told of tools at the moment. */
  Unable unable() {
    return unable;
  }

  /** What a model may be told of that answers this person, by name; at most {@link #MAX_TOOLS}. */
  Map<String, Tool> offered(Person person) {
    Map<String, Tool> offered = new LinkedHashMap<>();
    for (ToolSource source : sources) {
      tools(source).stream()
          .filter(tool -> allows(tool, person))
          .forEach(tool -> add(offered, tool));
    }
    return offered;
  }

  private void add(Map<String, Tool> offered, Tool tool) {
    String name = tool.spec().name();
    if (!NAME.matcher(name).matches()) {
      complain("The tool {} is left out: models cannot call a name like this", name);
    } else if (offered.containsKey(name)) {
      complain("A second tool with the name {} is left out", name);
    } else if (offered.size() == MAX_TOOLS) {
      complain("The tool {} is left out: there are too many", name);
    } else {
      offered.put(name, tool);
    }
  }

  /** Whether the tool may be called for the person now; not when it cannot say. */
  static boolean allows(Tool tool, Person person) {
    try {
      return tool.allows(person);
    } catch (RuntimeException e) {
      LOG.error("A tool cannot say whom it is for", e);
      return false;
    }
  }

  /** Closes all sources; what fails is logged. */
  public Future<?> close() {
    return Future.join(
            sources.stream()
                .map(source -> Future.succeededFuture().compose(start -> source.close()))
                .toList())
        .onFailure(error -> LOG.warn("A source of tools could not be closed", error));
  }

  /** A source that breaks does not take the others with it. */
  private static List<Tool> tools(ToolSource source) {
    try {
      return source.tools();
    } catch (RuntimeException e) {
      LOG.error("A source of tools cannot say what it has", e);
      return List.of();
    }
  }

  private void complain(String message, String name) {
    if (complaints.size() < MAX_COMPLAINTS && complaints.add(message + name)) {
      LOG.warn(message, name);
    }
  }
}
