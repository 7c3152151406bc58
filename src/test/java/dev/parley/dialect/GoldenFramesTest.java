package dev.parley.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bus.Json;
import dev.parley.dialect.parley.ParleyDialect;
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
 */
class GoldenFramesTest {
  private static final List<Dialect> DIALECTS = List.of(new ParleyDialect());

  @TestFactory
  Stream<DynamicTest> understandsWhatClientsSend() {
    return DIALECTS.stream().flatMap(dialect -> cases(dialect, "decode", this::decodes));
  }

  @TestFactory
  Stream<DynamicTest> tellsClientsWhatHappens() {
    return DIALECTS.stream().flatMap(dialect -> cases(dialect, "encode", this::encodes));
  }

  private void decodes(Dialect dialect, JsonNode golden) throws IOException {
    JsonNode frame = golden.get("frame");
    String text = frame.isTextual() ? frame.textValue() : frame.toString();
    Decoded decoded = dialect.open().decode(new Frame.Text(text));
    JsonNode understood = Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(decoded));
    assertThat(understood).isEqualTo(golden.get("decoded"));
  }

  private void encodes(Dialect dialect, JsonNode golden) throws IOException {
    ServerEvent event = Json.MAPPER.treeToValue(golden.get("event"), ServerEvent.class);
    ArrayNode frames = Json.MAPPER.createArrayNode();
    for (Frame frame : dialect.open().encode(event)) {
      frames.add(Json.MAPPER.readTree(((Frame.Text) frame).text()));
    }
    assertThat(frames).isEqualTo(golden.get("frames"));
  }

  private interface Check {
    void check(Dialect dialect, JsonNode golden) throws IOException;
  }

  private static Stream<DynamicTest> cases(Dialect dialect, String direction, Check check) {
    String file = "/dialect/" + dialect.id() + "/" + direction + ".json";
    try (InputStream in = GoldenFramesTest.class.getResourceAsStream(file)) {
      JsonNode all = Json.MAPPER.readTree(in);
      assertThat(all).as(file).isNotEmpty();
      return StreamSupport.stream(all.spliterator(), false)
          .map(
              golden ->
                  DynamicTest.dynamicTest(
                      dialect.id() + ": " + ((ObjectNode) golden).get("name").asText(),
                      () -> check.check(dialect, golden)));
    } catch (IOException e) {
      throw new AssertionError(file, e);
    }
  }
}
