package dev.parley.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.Config;
import dev.parley.testing.Haproxy;
import dev.parley.testing.OpenApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HaproxyConfigurationTest {
  private final String text = Deployed.text(Haproxy.CONFIGURATION);

  @Test
  void haproxyAcceptsTheFile() throws Exception {
    ProcessBuilder check =
        new ProcessBuilder(Haproxy.binary(), "-c", "-f", Haproxy.CONFIGURATION.toString())
            .redirectErrorStream(true);
    // Numbers, so that nothing has to be looked up.
    check
        .environment()
        .putAll(
            Map.of("LB_NODE_1", "127.0.0.1:1", "LB_NODE_2", "[::1]:2", "LB_NODE_3", "10.1.1.1:3"));
    Process process = check.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).isEqualToIgnoringNewLines("Configuration file is valid");
  }

  @Test
  void itsTimesFitThoseOfTheNodes() {
    Config config = Deployed.load(null, Map.of());

    assertThat(OpenApi.read().operations()).contains("GET /health/ready");
    assertThat(text).contains("uri /health/ready ");
    assertThat(time("TUNNEL_TIMEOUT")).isGreaterThan(config.limits().heartbeat().multipliedBy(2));
    assertThat(time("SERVER_TIMEOUT")).isGreaterThan(config.ai().maxDuration().plusMinutes(1));
    assertThat(time("CHECK_INTERVAL").multipliedBy(2)).isLessThan(config.shutdown().notice());
  }

  private Duration time(String name) {
    Matcher preset = Pattern.compile("presetenv LB_" + name + " (\\d+m?s?)\\n").matcher(text);
    assertThat(preset.find()).isTrue();
    String value = preset.group(1);
    return value.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)))
        : Duration.parse("PT" + value);
  }
}
