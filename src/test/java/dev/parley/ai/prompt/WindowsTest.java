package dev.parley.ai.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.AiSettings;
import dev.parley.config.PromptsConfig;
import dev.parley.config.SourcesConfig;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static Windows windows(AiSettings settings) {
    return new Windows(settings.build());
  }

  private static SourcesConfig.Bounds bounds(Integer window, Integer output) {
    return new SourcesConfig.Bounds(null, null, null, null, null, window, output);
  }

  @Test
  void theLongestBeginningCounts() {
    Windows windows = windows(new AiSettings());
    assertThat(windows.of("openai", "gpt-4")).isEqualTo(new Window(8_192, 2_048));
    assertThat(windows.of("openai", "gpt-4o-2024-08-06")).isEqualTo(new Window(128_000, 16_384));
    assertThat(windows.of("huggingface", "TinyLlama/TinyLlama-1.1B-Chat-v1.0").tokens())
        .isEqualTo(2_048);
  }

  @Test
  void othersHaveWhatIsUsualThere() {
    Windows windows = windows(new AiSettings());
    assertThat(windows.of("anthropic", "claude-x")).isEqualTo(new Window(200_000, 1_000));
    assertThat(windows.of("ollama", "gpt-4").tokens()).isEqualTo(8_192);
    assertThat(windows.of("bus", "mine").tokens()).isEqualTo(32_768);
  }

  @Test
  void settingsWin() {
    Windows windows =
        windows(
            new AiSettings()
                .bounds("openai", bounds(4_000, 1_000))
                .window("my-model", new PromptsConfig.Window(2_000, null)));
    assertThat(windows.of("openai", "gpt-4o")).isEqualTo(new Window(4_000, 1_000));
    assertThat(windows.of("openai", "gpt-4o").forPrompt()).isEqualTo(3_000);
    assertThat(windows.of("openai", "my-model")).isEqualTo(new Window(2_000, 1_000));
  }

  @Test
  void anAnswerTakesHalfAtMost() {
    assertThat(windows(new AiSettings().bounds("bus", bounds(1_000, null))).of("bus", "m"))
        .isEqualTo(new Window(1_000, 500));
    assertThat(new Window(10, 100).forPrompt()).isEqualTo(5);
  }
}
