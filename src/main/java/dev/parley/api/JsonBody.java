package dev.parley.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.parley.bus.Json;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Locale;

/**
 * The fields of a JSON object that was sent. Types are taken strictly; unknown fields are ignored.
 */
public final class JsonBody {
  private static final String MEDIA_TYPE = "application/json";
  private static final ObjectReader READER =
      Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonNode object;

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  /**
   * @throws FailureException UNSUPPORTED_MEDIA or INVALID_FRAME
   */
  static JsonBody of(RoutingContext ctx) {
    Buffer body = ctx.body().buffer();
    String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null
        || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(MEDIA_TYPE)) {
      ctx.response().putHeader(HttpHeaders.ACCEPT, MEDIA_TYPE);
      throw new FailureException(ErrorCode.UNSUPPORTED_MEDIA, "The body must be " + MEDIA_TYPE);
    }
    return new JsonBody(parse(body));
  }

  JsonNode object() {
    return object;
  }

  /** The fields; none when nothing was sent. */
  public static Fields fields(RoutingContext ctx) {
    return new Fields(ctx.body().length() <= 0 ? JsonFrames.object() : of(ctx).object);
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
    throw new FailureException(ErrorCode.INVALID_FRAME, "The body must be a JSON object");
  }

  /**
   * @throws FailureException INVALID_FIELD when it is absent or no text
   */
  String required(String field) {
    String value = optional(field);
    if (value == null) {
      throw new FailureException(ErrorCode.INVALID_FIELD, field + " is required");
    }
    return value;
  }

  /**
   * Null when it is absent.
   *
   * @throws FailureException INVALID_FIELD when it is no text
   */
  String optional(String field) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new FailureException(ErrorCode.INVALID_FIELD, field + " must be a text");
    }
    return value.textValue();
  }
}
