package dev.parley.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.parley.bus.Json;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The wire format of every dialect, frame by frame: {@code dialect/ID/decode.json} has what clients
 * send and what is understood, {@code dialect/ID/encode.json} what happens and what clients are
 * told. A change of these files is a change of the protocol.
 *
 * <p>A case is one frame with what is {@code decoded}, or one event with the {@code frames} it
 * becomes; or {@code steps}, each of which is one of the two, on one connection. A step without an
 * outcome only prepares the next. {@code "stream": true} is a connection that asked for it.
 */
class GoldenFramesTest {
  @TestFactory
  Stream<DynamicTest> understandsWhatClientsSend() {
    return AllDialects.fresh().stream().flatMap(dialect -> cases(dialect.id(), "decode"));
  }

  @TestFactory
  Stream<DynamicTest> tellsClientsWhatHappens() {
    return AllDialects.fresh().stream().flatMap(dialect -> cases(dialect.id(), "encode"));
  }

  private static Stream<DynamicTest> cases(String dialect, String direction) {
    String file = "/dialect/" + dialect + "/" + direction + ".json";
    try (InputStream in = GoldenFramesTest.class.getResourceAsStream(file)) {
      JsonNode all = Json.MAPPER.readTree(in);
      assertThat(all).as(file).isNotEmpty();
      return StreamSupport.stream(all.spliterator(), false)
          .map(
              golden ->
                  DynamicTest.dynamicTest(
                      dialect + ": " + golden.get("name").asText(), () -> check(dialect, golden)));
    } catch (IOException e) {
      throw new AssertionError(file, e);
    }
  }

  private static void check(String dialect, JsonNode golden) throws IOException {
    Dialect.Options options = new Dialect.Options(golden.path("stream").asBoolean());
    Dialect.Session session = AllDialects.fresh(dialect).open(options);
    Iterable<JsonNode> steps = golden.has("steps") ? golden.get("steps") : List.of(golden);
    for (JsonNode step : steps) {
      JsonNode outcome = step.has("frame") ? decoded(session, step) : frames(session, step);
      JsonNode expected = step.get(step.has("frame") ? "decoded" : "frames");
      if (expected != null) {
        assertThat(outcome).isEqualTo(expected);
      }
    }
  }

  private static JsonNode decoded(Dialect.Session session, JsonNode step) throws IOException {
    JsonNode frame = step.get("frame");
    String text = frame.isTextual() ? frame.textValue() : frame.toString();
    Decoded decoded = session.decode(new Frame.Text(text));
    return Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(decoded));
  }

  private static JsonNode frames(Dialect.Session session, JsonNode step) throws IOException {
    ServerEvent event = Json.MAPPER.treeToValue(step.get("event"), ServerEvent.class);
    ArrayNode frames = Json.MAPPER.createArrayNode();
    for (Frame frame : session.encode(event)) {
      frames.add(Json.MAPPER.readTree(((Frame.Text) frame).text()));
    }
    return frames;
  }
}
