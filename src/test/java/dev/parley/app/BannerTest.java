package dev.parley.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BannerTest {
  @TempDir private Path folder;

  @Test
  void tellsWhereToGoAndWhoAnswers() throws Exception {
    List<String> lines = Banner.lines(Configs.with(folder, Map.of("HOST", "0.0.0.0")));
    assertThat(lines.getFirst()).endsWith("is ready at http://localhost:8080.");
    assertThat(lines.getLast()).contains("demo", "OPENAI_API_KEY");
  }

  @Test
  void namesTheRealModelAndNeverTheKey() throws Exception {
    List<String> lines =
        Banner.lines(Configs.with(folder, Map.of("OPENAI_API_KEY", "sk-1", "AI_MODEL", "tiny")));
    assertThat(lines.getLast()).contains("https://api.openai.com/v1", "tiny").doesNotContain("sk-");
  }

  @Test
  void namesAllProviders() throws Exception {
    Map<String, String> variables = Map.of("PARLEY_AI_PROVIDERS", "ollama,demo");
    assertThat(Banner.lines(Configs.with(folder, variables)).getLast()).contains("ollama, demo");
  }

  @Test
  void saysLessWithoutAGateway() throws Exception {
    Map<String, String> variables =
        Map.of(
            "PARLEY_CLUSTER_ENABLED", "true",
            "DATABASE_URL", "postgresql://nobody:nothing@127.0.0.1/none",
            "PARLEY_ROLES", "store",
            "PARLEY_NODE", "db-1");
    List<String> lines = Banner.lines(Configs.with(folder, variables));
    assertThat(lines).singleElement().asString().endsWith("is ready as db-1.");
  }
}
