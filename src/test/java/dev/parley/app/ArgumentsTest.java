package dev.parley.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void runsWithOrWithoutAFile() {
    assertThat(Arguments.parse()).isEqualTo(new Arguments.Run(null));
    assertThat(Arguments.parse("--config", "a.yaml")).isEqualTo(new Arguments.Run("a.yaml"));
    assertThat(Arguments.parse("--config=a.yaml")).isEqualTo(new Arguments.Run("a.yaml"));
  }

  @Test
  void tellsHowItIsUsedAndWhatItIs() {
    assertThat(Arguments.parse("--help")).isEqualTo(new Arguments.Print(Arguments.USAGE));
    assertThat(Arguments.parse("--config", "a.yaml", "--version"))
        .isEqualTo(new Arguments.Print("Parley " + Version.current() + "\n"));
  }

  @Test
  void refusesTheRest() {
    assertThat(Arguments.parse("--prot=1"))
        .isEqualTo(new Arguments.Wrong("Unknown argument '--prot=1'. See --help."));
    assertThat(Arguments.parse("--config"))
        .isEqualTo(new Arguments.Wrong("--config needs the name of a file."));
    assertThat(Arguments.parse("--config="))
        .isEqualTo(new Arguments.Wrong("--config needs the name of a file."));
  }
}
