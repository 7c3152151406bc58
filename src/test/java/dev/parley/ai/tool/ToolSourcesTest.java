package dev.parley.ai.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Bus;
import dev.parley.config.Config;
import dev.parley.config.Config.Audience;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ToolSourcesTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void nothingIsOpenedThatIsNotConfigured() {
    assertThat(open(Config.ToolSources.NONE)).isEmpty();
  }

  @Test
  void whatCannotBeReachedKeepsNothingElseAway() {
    Config.BusTool weather =
        new Config.BusTool(
            "weather", "Weather", "{}", true, Set.of(Audience.USER), Duration.ofSeconds(1));
    Config.McpServer absent =
        new Config.McpServer(
            "absent",
            "no-such-program-anywhere",
            List.of(),
            Map.of(),
            null,
            null,
            List.of("*"),
            Set.of(Audience.USER),
            null,
            false,
            Duration.ofSeconds(1));
    List<ToolSource> sources =
        open(new Config.ToolSources(List.of("time"), List.of(weather), List.of(absent)));
    List<String> names =
        Await.on(
            context,
            () ->
                sources.stream()
                    .flatMap(source -> source.tools().stream())
                    .map(tool -> tool.spec().name())
                    .toList());
    assertThat(names).containsExactly("time", "weather");
    Await.result(
        Await.on(context, () -> Future.all(sources.stream().map(ToolSource::close).toList())));
  }

  private List<ToolSource> open(Config.ToolSources settings) {
    return Await.on(context, () -> ToolSources.open(vertx, new Bus(vertx), settings));
  }
}
