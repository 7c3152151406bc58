package dev.parley.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.config.Config;
import dev.parley.testing.OpenApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesTest {
  private static final Path FOLDER = Deployed.FOLDER.resolve("kubernetes");
  private static final String KUSTOMIZATION = "kustomization.yaml";
  private static final Pattern ADDED =
      Pattern.compile("env/-\\n\\s+value: \\{name: (\\w+), value: (\\w+)}");

  private final JsonNode pod =
      Deployed.document(FOLDER.resolve("node/deployment.yaml")).at("/spec/template/spec");
  private final JsonNode container = pod.at("/containers/0");

  /** Of a process of the role: what its patch adds to what all of them have. */
  private Config config(String role) {
    Map<String, String> environment = new HashMap<>();
    Deployed.document(FOLDER.resolve(KUSTOMIZATION))
        .at("/configMapGenerator/0/literals")
        .forEach(literal -> put(environment, literal.asText()));
    Deployed.strings(Deployed.document(FOLDER.resolve("secret.example.yaml")).get("stringData"))
        .forEach(
            (name, value) ->
                environment.put(name, value.isEmpty() ? "a-value-for-the-test-of-" + name : value));
    container
        .get("env")
        .forEach(variable -> environment.put(variable.get("name").asText(), "10.0.0.1"));
    String patch =
        Deployed.document(FOLDER.resolve("roles").resolve(role).resolve(KUSTOMIZATION))
            .at("/patches/0/patch")
            .asText();
    Matcher added = ADDED.matcher(patch);
    while (added.find()) {
      environment.put(added.group(1), added.group(2));
    }
    return Deployed.load(environment);
  }

  private static void put(Map<String, String> environment, String literal) {
    String[] parts = literal.split("=", 2);
    environment.put(parts[0], parts[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "ai", "store", "metrics"})
  void aProcessOfEachRoleWouldStart(String role) {
    Config config = config(role);

    assertThat(config.roles()).singleElement().hasToString(role.toUpperCase(Locale.ROOT));
    assertThat(config.cluster().kubernetesService()).isEqualTo("parley-cluster");
    assertThat(config.health().port()).isEqualTo(config.http().port()).isEqualTo(port("http"));
    assertThat(config.cluster().port()).isEqualTo(port("membership"));
    assertThat(config.cluster().busPort()).isEqualTo(port("bus"));
    String wait = container.at("/lifecycle/preStop/exec/command/1").asText();
    assertThat(Duration.ofSeconds(pod.get("terminationGracePeriodSeconds").asLong()))
        .isGreaterThan(Deployed.ending(config).plusSeconds(Long.parseLong(wait)));
  }

  private int port(String name) {
    for (JsonNode port : container.get("ports")) {
      if (port.get("name").asText().equals(name)) {
        return port.get("containerPort").asInt();
      }
    }
    throw new AssertionError("no port " + name);
  }

  @Test
  void probesAskWhatIsThere() {
    Set<String> operations = OpenApi.read().operations();
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode request = container.at("/" + probe + "/httpGet");
      assertThat(operations).contains("GET " + request.get("path").asText());
      assertThat(request.get("port").asText()).isEqualTo("http");
    }
  }

  @Test
  void podsMayDoNothingSpecial() {
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(Dockerfile.read().last("USER").argument())
        .startsWith(pod.at("/securityContext/runAsUser").asText() + ":");
    JsonNode rights = container.get("securityContext");
    assertThat(rights.get("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(rights.get("allowPrivilegeEscalation").asBoolean()).isFalse();
    assertThat(rights.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    assertThat(container.get("volumeMounts"))
        .extracting(mount -> mount.get("mountPath").asText())
        .contains("/tmp", Dockerfile.read().last("VOLUME").argument());
  }

  @Test
  void thePortsOfTheClusterAreAmongThePods() {
    JsonNode policy = named("network.yaml", "parley-cluster").get("spec");
    assertThat(policy.at("/ingress/0/ports"))
        .extracting(port -> port.get("port").asText())
        .containsExactly("membership", "bus");
    assertThat(policy.at("/ingress/0/from/0/podSelector")).isEqualTo(policy.get("podSelector"));

    JsonNode service = named("services.yaml", "parley-cluster").get("spec");
    assertThat(service.get("clusterIP").asText()).isEqualTo("None");
    assertThat(service.get("publishNotReadyAddresses").asBoolean()).isTrue();
  }

  private static JsonNode named(String file, String name) {
    return Deployed.documents(FOLDER.resolve(file))
        .filter(document -> document.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyFileIsPartOfIt() throws IOException {
    Set<Path> reached = new HashSet<>();
    reach(FOLDER, reached);
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(FOLDER)) {
      all.filter(Files::isRegularFile).map(Path::normalize).forEach(files::add);
    }
    files.remove(FOLDER.resolve("secret.example.yaml"));
    assertThat(reached).containsExactlyInAnyOrderElementsOf(files);
  }

  private static void reach(Path folder, Set<Path> reached) {
    Path kustomization = folder.resolve(KUSTOMIZATION).normalize();
    reached.add(kustomization);
    for (JsonNode resource : Deployed.document(kustomization).get("resources")) {
      Path path = folder.resolve(resource.asText()).normalize();
      if (Files.isDirectory(path)) {
        reach(path, reached);
      } else {
        assertThat(Deployed.documents(path)).allMatch(document -> document.has("kind"));
        reached.add(path);
      }
    }
  }
}
