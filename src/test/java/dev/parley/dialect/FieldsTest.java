package dev.parley.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class FieldsTest {
  /** JSON can name it, and others who read that fail on it. */
  @Test
  void halfACharacterIsReplaced() throws JsonProcessingException {
    Fields fields =
        new Fields(new ObjectMapper().readTree("{\"content\": \"a \\ud83d b \\ud83d\\ude00\"}"));
    assertThat(fields.text("content", 100)).isEqualTo("a \ufffd b \ud83d\ude00");
  }
}
