package dev.parley.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.config.Config;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ComposeTest {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z_]+):[?-][^}]*}");
  private static final String EXAMPLE = Deployed.text(Deployed.FOLDER.resolve(".env.example"));

  private final JsonNode services =
      Deployed.document(Deployed.FOLDER.resolve("compose.yaml")).get("services");

  private Map<String, JsonNode> nodes() {
    return services.properties().stream()
        .filter(service -> service.getValue().path("image").asText().equals("parley"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** As compose does it, with a long text for what must be given, and the rest left empty. */
  private static Config config(JsonNode node) {
    Map<String, String> environment = new HashMap<>(Deployed.strings(node.get("environment")));
    environment.replaceAll(
        (name, value) ->
            REFERENCE
                .matcher(value)
                .replaceAll(
                    reference ->
                        reference.group().contains(":?")
                            ? "a-value-for-the-test-of-" + reference.group(1)
                            : ""));
    return Deployed.load(environment);
  }

  @Test
  void threeNodesFormOneCluster() {
    Map<String, JsonNode> nodes = nodes();
    assertThat(nodes).hasSize(3);
    nodes.forEach(
        (name, node) -> {
          Config config = config(node);
          assertThat(config.node()).isEqualTo(name);
          assertThat(config.cluster().enabled()).isTrue();
          assertThat(config.cluster().host()).isEqualTo(name);
          assertThat(config.cluster().members())
              .containsExactlyInAnyOrderElementsOf(
                  nodes.keySet().stream()
                      .map(other -> other + ":" + config.cluster().port())
                      .toList());
          assertThat(grace(node)).isGreaterThan(Deployed.ending(config));
        });
  }

  private static Duration grace(JsonNode service) {
    return Duration.parse("PT" + service.get("stop_grace_period").asText());
  }

  @Test
  void theBalancerKnowsTheNodesAndAloneIsReachedFromOutside() {
    JsonNode balancer = services.get("haproxy");
    Set<String> addresses = Set.copyOf(Deployed.strings(balancer.get("environment")).values());
    assertThat(addresses)
        .containsExactlyInAnyOrderElementsOf(
            nodes().entrySet().stream()
                .map(node -> node.getKey() + ":" + Dockerfile.read().environment().get("PORT"))
                .toList());
    assertThat(services.properties())
        .filteredOn(service -> service.getValue().has("ports"))
        .extracting(Map.Entry::getKey)
        .containsExactly("haproxy");
    assertThat(balancer.get("ports").get(0).asText()).endsWith(":8080");
    String configuration = balancer.get("volumes").get(0).asText().split(":", 2)[0];
    assertThat(Deployed.FOLDER.resolve(configuration)).exists();
  }

  @Test
  void whatNodesNeedIsHealthyFirst() {
    for (JsonNode node : nodes().values()) {
      for (Map.Entry<String, JsonNode> needed : node.get("depends_on").properties()) {
        assertThat(needed.getValue().get("condition").asText()).isEqualTo("service_healthy");
        assertThat(services.get(needed.getKey()).has("healthcheck")).isTrue();
      }
    }
  }

  @Test
  void theExampleHasEveryVariableAndNoSecret() {
    Set<String> variables =
        EXAMPLE
            .lines()
            .filter(line -> line.matches("[A-Z_]+=.*"))
            .map(line -> line.split("=", 2)[0])
            .collect(Collectors.toSet());
    Set<String> used =
        REFERENCE
            .matcher(Deployed.text(Deployed.FOLDER.resolve("compose.yaml")))
            .results()
            .map(reference -> reference.group(1))
            .collect(Collectors.toSet());
    assertThat(variables).isEqualTo(used);
    assertThat(EXAMPLE.lines())
        .filteredOn(line -> line.matches("[A-Z_]*(PASSWORD|SECRET|KEY)=.*"))
        .hasSizeGreaterThan(3)
        .allMatch(line -> line.endsWith("="));
  }
}
