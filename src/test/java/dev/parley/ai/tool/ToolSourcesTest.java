package dev.parley.ai.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Bus;
import dev.parley.config.ToolSourcesConfig;
import dev.parley.config.ToolSourcesConfig.Audience;
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
    assertThat(open(ToolSourcesConfig.NONE)).isEmpty();
  }

  @Test
  void whatCannotBeReachedKeepsNothingElseAway() {
    ToolSourcesConfig.BusTool weather =
        new ToolSourcesConfig.BusTool(
            "weather", "Weather", "{}", true, Set.of(Audience.USER), Duration.ofSeconds(1));
    ToolSourcesConfig.McpServer absent =
        new ToolSourcesConfig.McpServer(
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
        open(new ToolSourcesConfig(List.of("time"), List.of(weather), List.of(absent)));
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

  private List<ToolSource> open(ToolSourcesConfig settings) {
    return Await.on(context, () -> ToolSources.open(vertx, new Bus(vertx), settings));
  }
}
