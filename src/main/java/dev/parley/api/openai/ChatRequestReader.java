package dev.parley.api.openai;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.parley.bus.Asking;
import dev.parley.bus.Asking.Bounds;
import dev.parley.bus.Asking.Turn;
import dev.parley.bus.Json;
import dev.parley.chat.Texts;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the body of a chat completion. Types are taken strictly; fields that nobody knows are
 * ignored, and what OpenAI knows and this server cannot do is refused by name, so that nobody
 * believes it was done.
 */
final class ChatRequestReader {
  private static final ObjectReader READER =
      Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int MAX_MESSAGES = 1_000;
  private static final int MAX_STOPS = 4;
  private static final int MAX_STOP = 500;
  private static final int MAX_MODEL = 200;

  private final int maxPictureBytes;

  /**
   * @param maxPictureBytes of one picture
   */
  ChatRequestReader(int maxPictureBytes) {
    this.maxPictureBytes = maxPictureBytes;
  }

  /**
   * Decodes pictures too, which is too slow for an event loop.
   *
   * @param body nullable
   * @throws RefusedException naming the field
   */
  ChatRequest read(Buffer body) {
    JsonNode object = parse(body);
    refuseUnsupported(object);
    Values values = new Values(object);
    JsonNode streaming = object.path("stream_options");
    return new ChatRequest(
        model(values),
        turns(object.path("messages")),
        values.flag("stream"),
        new Values(streaming).flag("include_usage"),
        values.flag("store"),
        bounds(values, object),
        WishesReader.read(values));
  }

  private static JsonNode parse(Buffer body) {
    try {
      JsonNode node = body == null ? null : READER.readTree(body.getBytes());
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (IOException notJson) {
      // Said below; the parser's own words would quote what was sent.
    }
    throw new RefusedException(
        ApiError.invalid(null, "The body must be a JSON object", "invalid_json"));
  }

  private static void refuseUnsupported(JsonNode object) {
    if (!object.path("functions").isEmpty()) {
      throw RefusedException.unsupported("functions", "functions are told as tools here");
    }
    if (object.path("logprobs").asBoolean()) {
      throw RefusedException.unsupported("logprobs", "Probabilities are not told");
    }
    JsonNode n = object.path("n");
    if (!n.isMissingNode() && !n.isNull() && !(n.isIntegralNumber() && n.asLong() == 1)) {
      throw RefusedException.unsupported("n", "n must be 1");
    }
  }

  private static String model(Values values) {
    String model = values.text("model");
    if (model != null && (model.isBlank() || model.length() > MAX_MODEL)) {
      throw RefusedException.invalid("model", "model must have 1 to 200 characters");
    }
    return model;
  }

  private List<Turn> turns(JsonNode messages) {
    if (!messages.isArray() || messages.isEmpty() || messages.size() > MAX_MESSAGES) {
      throw RefusedException.invalid(
          "messages", "messages must be a list of 1 to " + MAX_MESSAGES + " messages");
    }
    List<Turn> turns = new ArrayList<>();
    int characters = 0;
    ToolRounds rounds = new ToolRounds();
    for (JsonNode message : messages) {
      String where = "messages[" + turns.size() + "]";
      Turn turn = new MessageReader(where, maxPictureBytes).read(message);
      rounds.next(where, turn);
      characters += CallReader.characters(turn.calls()) + turn.content().length();
      if (characters > Asking.MAX_CHARACTERS) {
        throw new RefusedException(
            ApiError.invalid(
                "messages",
                "All messages may have " + Asking.MAX_CHARACTERS + " characters",
                "context_length_exceeded"));
      }
      turns.add(turn);
    }
    rounds.end();
    return turns;
  }

  private static Bounds bounds(Values values, JsonNode object) {
    Integer newer = values.positive("max_completion_tokens");
    Integer older = values.positive("max_tokens");
    return new Bounds(newer == null ? older : newer, stops(object.path("stop")));
  }

  private static List<String> stops(JsonNode stop) {
    if (stop.isMissingNode() || stop.isNull()) {
      return List.of();
    }
    List<String> stops = new ArrayList<>();
    for (JsonNode one : stop.isArray() ? stop : List.of(stop)) {
      String text = one.textValue();
      if (text == null || text.isEmpty() || text.length() > MAX_STOP || stops.size() == MAX_STOPS) {
        throw RefusedException.invalid(
            "stop", "stop must be up to 4 texts of 1 to " + MAX_STOP + " characters");
      }
      stops.add(Texts.clean(text));
    }
    return stops;
  }
}
