package dev.parley.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.Main;
import dev.parley.config.Config;
import dev.parley.testing.OpenApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DockerfileTest {
  private static final Set<String> KNOWN =
      Set.of(
          "FROM",
          "WORKDIR",
          "COPY",
          "RUN",
          "USER",
          "ENV",
          "EXPOSE",
          "VOLUME",
          "HEALTHCHECK",
          "ENTRYPOINT");

  private final Dockerfile image = Dockerfile.read();

  @Test
  void instructionsAreKnownAndWhatIsCopiedIsThere() {
    assertThat(image.instructions()).allMatch(one -> KNOWN.contains(one.name()));
    assertThat(image.instructions().getFirst().name()).isEqualTo("FROM");
    assertThat(image.sources()).isNotEmpty().allMatch(source -> Files.exists(Path.of(source)));
  }

  @Test
  void whatIsCopiedIsNotIgnored() {
    List<String> ignored = Deployed.text(Path.of(".dockerignore")).lines().toList();
    assertThat(ignored).contains("*");
    for (String source : image.sources()) {
      assertThat(ignored)
          .as(source)
          .anyMatch(line -> line.startsWith("!") && Path.of(source).startsWith(line.substring(1)));
    }
  }

  @Test
  void everyResourceOfTheJarIsCopied() {
    Stream<String> folders =
        Pattern.compile("<directory>(.+)</directory>")
            .matcher(Deployed.text(Path.of("pom.xml")))
            .results()
            .map(match -> match.group(1));
    assertThat(folders)
        .hasSizeGreaterThan(3)
        .allMatch(
            folder ->
                image.sources().stream()
                    .map(Path::of)
                    .anyMatch(
                        source -> Path.of(folder).startsWith(source) || source.startsWith(folder)));
  }

  @Test
  void itRunsWithoutRootAndListensWhereItSays() {
    assertThat(image.last("USER").argument()).matches("[1-9]\\d+:[1-9]\\d+");

    Config config = Deployed.load(Map.of());
    assertThat(config.http().host()).isEqualTo("0.0.0.0");
    assertThat(image.last("EXPOSE").words()).containsOnly(String.valueOf(config.http().port()));
    assertThat(config.health().port()).isEqualTo(config.http().port());
    assertThat(image.last("VOLUME").argument()).isEqualTo(config.dataDir().toString());
    assertThat(OpenApi.read().operations()).contains("GET /health/live");
    assertThat(image.last("HEALTHCHECK").argument()).contains("GET /health/live HTTP");
  }

  @Test
  void theProgramIsStartedAsItIsHere() {
    assertThat(image.last("ENTRYPOINT").argument())
        .contains("\"@conf/jvm.options\"", '"' + Main.class.getName() + '"');
    assertThat(Deployed.text(Path.of("pom.xml"))).contains(">@conf/jvm.options<");
  }
}
