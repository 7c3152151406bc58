package dev.parley.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bus.Json;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every dialect. */
class AllDialectsTest {
  private static final List<String> KEYS = List.of("type", "action", "event", "message");

  static Stream<String> dialects() {
    return AllDialects.fresh().stream().map(Dialect::id);
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void refusesWhatIsNoFrame(String dialect) {
    Dialect.Session session = AllDialects.fresh(dialect).open();
    for (String bad :
        List.of(
            "",
            " ",
            "hello",
            "[]",
            "[{}]",
            "null",
            "7",
            "\"type\"",
            "{",
            "{} {}",
            "\u0000",
            "\ud800",
            "[".repeat(10_000),
            "{\"type\":".repeat(10_000))) {
      assertRejected(session, new Frame.Text(bad));
    }
    for (byte[] bytes : List.of(new byte[] {0, 1, (byte) 0xff}, new byte[0])) {
      // Whether a picture may come now is the connection's to say, not the dialect's.
      boolean picture =
          session.decode(new Frame.Binary(bytes))
              instanceof Decoded.Command(String _, ClientCommand.Upload _);
      if (!picture) {
        assertRejected(session, new Frame.Binary(bytes));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void refusesValuesOfTheWrongType(String dialect) {
    Dialect.Session session = AllDialects.fresh(dialect).open();
    for (String key : KEYS) {
      for (String value :
          List.of("null", "7", "1e999", "true", "[]", "{}", "{\"a\":[1]}", "[\"message\"]")) {
        assertRejected(session, new Frame.Text("{\"" + key + "\":" + value + "}"));
      }
    }
    assertRejected(session, new Frame.Text("{\"type\":\"dance\"}"));
    assertRejected(session, new Frame.Text("{\"action\":\"dance\"}"));
    assertRejected(session, new Frame.Text("{\"event\":\"dance\"}"));
  }

  private static void assertRejected(Dialect.Session session, Frame frame) {
    Decoded decoded = session.decode(frame);
    assertThat(decoded).as("%s", frame).isInstanceOf(Decoded.Rejected.class);
    String requestId = ((Decoded.Rejected) decoded).requestId();
    assertThatCode(
            () ->
                session.encode(
                    new ServerEvent.Refused(requestId, ((Decoded.Rejected) decoded).failure())))
        .doesNotThrowAnyException();
  }

  /** The golden events of all dialects together are all there are. */
  @ParameterizedTest
  @MethodSource("dialects")
  void canBeToldEverything(String dialect) throws IOException {
    List<ServerEvent> events = events();
    Set<String> missing = new TreeSet<>();
    leaves(ServerEvent.class, missing);
    events.forEach(event -> missing.remove(event.getClass().getSimpleName()));
    assertThat(missing).as("events without an example").isEmpty();

    Dialect.Session session = AllDialects.fresh(dialect).open();
    for (ServerEvent event : events) {
      assertThatCode(() -> session.encode(event)).as("%s", event).doesNotThrowAnyException();
    }
  }

  private static void leaves(Class<?> type, Set<String> names) {
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        leaves(permitted, names);
      } else {
        names.add(permitted.getSimpleName());
      }
    }
  }

  private static List<ServerEvent> events() throws IOException {
    List<ServerEvent> events = new ArrayList<>();
    for (String dialect : dialects().toList()) {
      String file = "/dialect/" + dialect + "/encode.json";
      try (InputStream in = AllDialectsTest.class.getResourceAsStream(file)) {
        for (JsonNode event : Json.MAPPER.readTree(in).findValues("event")) {
          if (event.path("type").isTextual()) {
            events.add(Json.MAPPER.treeToValue(event, ServerEvent.class));
          }
        }
      }
    }
    return events;
  }

  /** Two connections of which only one knows a name must not be given the same bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"sessions", "actions", "events", "commands"})
  void sharesNothingThatDependsOnTheConnection(String dialect) {
    assertThat(AllDialects.fresh(dialect).open().sharedKey()).isNull();
  }
}
