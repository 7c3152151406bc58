package dev.parley.chat.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.CommandOutcome;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  private final Commands commands = Commands.standard();

  private Map<String, String> arguments(String content) {
    assertThat(commands.read(content)).as(content).isInstanceOf(Input.Call.class);
    return ((Input.Call) commands.read(content)).arguments();
  }

  private String problem(String content) {
    assertThat(commands.read(content)).as(content).isInstanceOf(Input.Refused.class);
    CommandOutcome outcome = ((Input.Refused) commands.read(content)).outcome();
    assertThat(outcome.success()).isFalse();
    return (String) outcome.result().get("message");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", " /help", "a /help", "", "1/2", "\n/help"})
  void whatDoesNotStartWithASlashIsAMessage(String content) {
    assertThat(commands.read(content)).isEqualTo(new Input.Message(content));
  }

  @ParameterizedTest
  @CsvSource({"//help,/help", "//,/", "///x,//x", "// a comment,/ a comment"})
  void twoSlashesAreAMessageThatStartsWithOne(String content, String said) {
    assertThat(commands.read(content)).isEqualTo(new Input.Message(said));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/ hello", "/usr/bin is a path", "/Help", "/nothing", "/help!"})
  void anUnknownCommandGetsTheList(String content) {
    assertThat(problem(content))
        .startsWith("There is no command /")
        .contains("/help, /clear, /summarize, /analyze, /translate, /setcontext, /getcontext,")
        .contains("/clearcontext");
  }

  @Test
  void aLongUnknownCommandIsShortened() {
    assertThat(problem("/" + "x".repeat(100_000))).hasSizeLessThan(400);
    assertThat(problem("/analyze " + "x".repeat(100_000) + "=1")).hasSizeLessThan(400);
  }

  @Test
  void argumentsComeInAnyOrderAndWithEitherQuote() {
    Map<String, String> expected = Map.of("text", "Good day", "target_language", "Spanish");
    for (String content :
        List.of(
            "/translate text=\"Good day\" target_language=\"Spanish\"",
            "/translate target_language='Spanish' text='Good day'",
            "/translate\ttarget_language=Spanish\n  text='Good day'  ")) {
      assertThat(arguments(content)).isEqualTo(expected);
    }
  }

  @Test
  void aBackslashEscapesQuotesAndItself() {
    assertThat(arguments("/analyze text=\"say \\\"hi\\\" \\\\ it\\'s\""))
        .isEqualTo(Map.of("text", "say \"hi\" \\ it's"));
    assertThat(arguments("/analyze text='a \"b\" \\n \\d'"))
        .isEqualTo(Map.of("text", "a \"b\" \\n \\d"));
    assertThat(arguments("/analyze text=it's")).isEqualTo(Map.of("text", "it's"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/analyze|text is missing",
        "/analyze text=|text is missing",
        "/analyze text=\" \"|text is missing",
        "/translate text=\"a\"|target_language is missing",
        "/translate target_language=\"a\"|text is missing",
        "/analyze text=\"a\" more=\"b\"|has no argument more",
        "/help me=now|has no argument me",
        "/help me|name=\"value\"",
        "/analyze some words|name=\"value\"",
        "/analyze =\"x\"|name=\"value\"",
        "/analyze text = \"x\"|name=\"value\"",
        "/analyze text=\"x|not closed",
        "/analyze text='x\\'|not closed",
        "/analyze text=\"x\"text=\"y\"|a space after",
        "/analyze text=\"x\" text=\"y\"|given twice",
      })
  void aMistakeIsNamedWithTheUsage(String content, String problem) {
    String usage = content.startsWith("/help") ? "/help" : content.split(" ", 2)[0] + " text=\"";
    assertThat(problem(content)).contains(problem).contains("Usage: " + usage);
  }

  @Test
  void anyTextComesThroughItsQuotes() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      comesThrough("a" + (char) c + "b");
    }
    Random random = new Random(42);
    String often = "\"'\\ =/\n\tab\uD83D\uDE00";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder("x");
      for (int i = random.nextInt(30); i > 0; i--) {
        text.append(
            random.nextInt(4) == 0
                ? (char) random.nextInt(Character.MAX_VALUE)
                : often.charAt(random.nextInt(often.length())));
      }
      comesThrough(text.toString());
    }
  }

  private void comesThrough(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "\\'");
    for (char quote : new char[] {'"', '\''}) {
      String content = "/setcontext text=" + quote + escaped + quote;
      if (!(commands.read(content) instanceof Input.Call call)
          || !call.arguments().equals(Map.of("text", text))) {
        throw new AssertionError(content + " is read as " + commands.read(content));
      }
    }
  }

  @Test
  void noInputMakesItFail() {
    Random random = new Random(7);
    String often = "/\\\"'= \nanalyzetext_";
    for (int round = 0; round < 50_000; round++) {
      StringBuilder content = new StringBuilder("/analyze ");
      for (int i = random.nextInt(25); i > 0; i--) {
        content.append(often.charAt(random.nextInt(often.length())));
      }
      assertThat(commands.read(content.toString())).isNotNull();
    }
  }

  @Test
  void aNewCommandIsOneClass() {
    Input read = new Commands(List.of(new Clear())).read("/clear");
    assertThat(read).isInstanceOf(Input.Call.class);
    assertThat(((Input.Call) read).command().usage()).isEqualTo("/clear");
  }
}
