package dev.parley.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bus.Json;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ServerEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code docs/asyncapi.yaml} describes what is really sent: every golden frame fits it. */
class AsyncApiTest {
  private final AsyncApi api;
  private final GoldenFrames golden;

  AsyncApiTest() throws IOException {
    api = new AsyncApi();
    golden = new GoldenFrames();
  }

  @TestFactory
  Stream<DynamicTest> goldenFramesAreAsDescribed() {
    assertThat(golden.frames()).isNotEmpty();
    return golden.frames().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.dialect() + ", " + one.side() + ": " + one.name(),
                    () ->
                        assertThat(api.faults(message(one), one.frame()))
                            .as("%s", one.frame())
                            .isEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> eventsOnTheBusAreAsDescribed() {
    return golden.events().stream()
        .filter(AsyncApiTest::isBroadcast)
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.name(),
                    () ->
                        assertThat(
                                api.faults("bus." + one.event().get("type").asText(), one.event()))
                            .as("%s", one.event())
                            .isEmpty()));
  }

  @Test
  void everyEventOfTheBusIsDescribed() {
    for (Class<?> event : ServerEvent.Broadcast.class.getPermittedSubclasses()) {
      assertThat(api.messages().has("bus." + event.getSimpleName())).as(event.getName()).isTrue();
    }
  }

  @Test
  void everyErrorCodeIsDescribed() {
    List<String> described = new ArrayList<>();
    api.document().at("/components/schemas/ErrorCode/enum").forEach(c -> described.add(c.asText()));

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ErrorCode.values()).map(ErrorCode::name).toList());
  }

  @TestFactory
  Stream<DynamicTest> examplesAreAsDescribed() {
    return api.messages().properties().stream()
        .map(
            message ->
                DynamicTest.dynamicTest(
                    message.getKey(),
                    () -> {
                      for (JsonNode example : message.getValue().path("examples")) {
                        assertThat(api.faults(message.getKey(), example.get("payload")))
                            .as("%s", example)
                            .isEmpty();
                      }
                    }));
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryMessageIsOnAChannel() {
    TreeSet<String> references = new TreeSet<>();
    api.document().findValuesAsText("$ref").forEach(references::add);

    assertThat(references)
        .allSatisfy(
            reference ->
                assertThat(api.document().at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
    api.messages()
        .fieldNames()
        .forEachRemaining(name -> assertThat(references).contains("#/components/messages/" + name));
  }

  @Test
  void whatDoesNotFitIsFound() throws IOException {
    JsonNode good = Json.MAPPER.readTree("{\"type\":\"reconnect\",\"data\":{\"after_ms\":1}}");
    JsonNode bad = Json.MAPPER.readTree("{\"type\":\"reconnect\",\"data\":{\"after_ms\":\"1\"}}");
    JsonNode deep =
        Json.MAPPER.readTree(
            "{\"type\":\"member_added\",\"data\":{\"conversation_id\":1,\"seq\":1,\"member\":{}}}");

    assertThat(api.faults("parley.server.reconnect", good)).isEmpty();
    assertThat(api.faults("parley.server.reconnect", bad)).isNotEmpty();
    assertThat(api.faults("parley.server.member_added", deep)).isNotEmpty();
    assertThat(api.faults("parley.server.unheard_of", good)).isNotEmpty();
  }

  /** The name under which a frame is described, told by the field that tells frames apart. */
  private static String message(GoldenFrames.Golden one) {
    String prefix = one.dialect() + "." + one.side() + ".";
    return switch (one.dialect()) {
      case "events" -> prefix + one.frame().path("event").asText();
      case "actions" ->
          prefix + one.frame().path(one.side().equals("client") ? "action" : "type").asText();
      case "commands" ->
          one.side().equals("client")
              ? prefix + "message"
              : prefix + one.frame().path("type").asText();
      default -> prefix + one.frame().path("type").asText();
    };
  }

  private static boolean isBroadcast(GoldenFrames.Event one) {
    String type = one.event().path("type").asText();
    return Stream.of(ServerEvent.Broadcast.class.getPermittedSubclasses())
        .anyMatch(event -> event.getSimpleName().equals(type));
  }
}
