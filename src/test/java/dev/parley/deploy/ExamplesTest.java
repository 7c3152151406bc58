package dev.parley.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.Config;
import dev.parley.config.Role;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {
  private static final Map<String, String> SECRETS =
      Map.of(
          "PARLEY_CLUSTER_PASSWORD", "a password of the cluster",
          "DATABASE_URL", "postgresql://parley:secret@database:5432/parley",
          "JWT_SECRET", "a secret for tests, of 32 characters or more");

  @ParameterizedTest
  @ValueSource(strings = {"all-in-one", "gateway", "ai", "store", "metrics"})
  void aProcessWouldStartWithIt(String name) {
    Config config = Deployed.load(Path.of("conf", "examples", name + ".yaml"), SECRETS);

    assertThat(config.roles())
        .isEqualTo(
            name.equals("all-in-one")
                ? EnumSet.allOf(Role.class)
                : EnumSet.of(Role.valueOf(name.toUpperCase(Locale.ROOT))));
    assertThat(config.cluster().enabled()).isTrue();
    assertThat(config.cluster().members()).isNotEmpty();
    assertThat(
            config.roles().contains(Role.GATEWAY) ? config.http().port() : config.health().port())
        .isEqualTo(8080);
  }
}
