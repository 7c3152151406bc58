package dev.parley;

import static dev.parley.Speech.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.RawSocket;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients of all dialects are told when their quota is used up. */
class DialectQuotasIT {
  @RegisterExtension
  static final Stage stage = Stage.with("PARLEY_QUOTAS_GUEST_REQUESTS_PER_DAY", "1");

  @ParameterizedTest
  @EnumSource
  void saysThatAQuotaIsUsedUp(Speech speech) {
    try (RawSocket socket = speech.connect(stage, person())) {
      stage.provider().next(Script.answer("Enjoy it."));
      socket.send(speech.text("the only one"));
      assertThat(speech.answer(socket)).isEqualTo("Enjoy it.");
      socket.send(speech.text("one too many"));
      assertThat(speech.error(socket)).isEqualTo("QUOTA_EXCEEDED");
      socket.send(speech.text("/help"));
      socket.next(frame -> frame.encode().contains("/summarize"), "help");
    }
  }
}
