package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeSettingsTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;

  private Config load(Map<String, String> environment) throws ConfigException {
    return new ConfigLoader(folder, environment).load(null);
  }

  @Test
  void isClosedByDefault() throws Exception {
    assertThat(load(Map.of()).bridge()).isEqualTo(BridgeConfig.NONE);
    assertThat(load(Map.of()).moderation()).isEqualTo(ModerationConfig.NONE);
  }

  @Test
  void servicesHaveANameATokenAndAddresses() throws Exception {
    Config config =
        load(
            Map.of(
                "PARLEY_BRIDGE_SERVICES",
                "a " + TOKEN + " parley.tool.x parley.provider.y, b 1" + TOKEN + " parley.tool.x",
                "PARLEY_MODERATION_ADDRESS",
                "parley.moderator.words",
                "PARLEY_MODERATION_TIMEOUT",
                "1s",
                "PARLEY_MODERATION_ON_FAILURE",
                "open"));
    assertThat(config.bridge().services())
        .containsExactly(
            new BridgeConfig.Service(
                "a", new Secret(TOKEN), List.of("parley.tool.x", "parley.provider.y")),
            new BridgeConfig.Service("b", new Secret("1" + TOKEN), List.of("parley.tool.x")));
    assertThat(config.toString()).doesNotContain(TOKEN);
    assertThat(config.moderation())
        .isEqualTo(new ModerationConfig("parley.moderator.words", Duration.ofSeconds(1), true));
  }

  @Test
  void whatIsNotOneIsRefusedWithoutTheToken() {
    for (String wrong :
        List.of(
            "a " + TOKEN,
            "a short parley.tool.x",
            "a " + TOKEN + " parley.store.accounts.find",
            "a " + TOKEN + " parley.tool.",
            "a  " + TOKEN + " parley.tool.x",
            "a " + TOKEN + " parley.tool.x, a 1" + TOKEN + " parley.tool.y",
            "a " + TOKEN + " parley.tool.x, b " + TOKEN + " parley.tool.y")) {
      assertThatThrownBy(() -> load(Map.of("PARLEY_BRIDGE_SERVICES", wrong)))
          .as(wrong)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("bridge.services")
          .hasMessageNotContaining(TOKEN);
    }
    assertThatThrownBy(() -> load(Map.of("PARLEY_MODERATION_ADDRESS", "parley.store.x")))
        .isInstanceOf(ConfigException.class);
  }
}
