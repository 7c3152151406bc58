package dev.parley.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one codec of the bus: a JSON document between nodes, the same immutable object within one.
 * The receiving address knows the type, so the wire needs no registry of classes.
 */
final class RecordCodec implements MessageCodec<Object, Object> {
  static final String NAME = "parley.json";

  /** A body as it came from another node, not yet decoded. */
  record Encoded(Buffer json) {}

  @Override
  public void encodeToWire(Buffer wire, Object body) {
    try {
      byte[] json = Json.MAPPER.writeValueAsBytes(body);
      wire.appendInt(json.length).appendBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot encode " + body.getClass(), e);
    }
  }

  @Override
  public Object decodeFromWire(int position, Buffer wire) {
    int length = wire.getInt(position);
    return new Encoded(wire.getBuffer(position + 4, position + 4 + length));
  }

  @Override
  public Object transform(Object body) {
    return body;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }

  /** The body as the type that the address declares, whether it is local, remote or a bridge's. */
  static <T> T decode(Object body, Class<T> type) {
    try {
      return switch (body) {
        case null -> null;
        case Encoded(Buffer json) -> Json.MAPPER.readValue(json.getBytes(), type);
        case JsonObject bridged -> Json.MAPPER.readValue(bridged.encode(), type);
        default -> type.cast(body);
      };
    } catch (IOException e) {
      throw new Failure(ErrorCode.INVALID_FRAME, "Not a valid " + type.getSimpleName())
          .asException();
    }
  }

  static String failureText(Failure failure) {
    try {
      return Json.MAPPER.writeValueAsString(failure);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Failure failure(String text) {
    try {
      return Json.MAPPER.readValue(text, Failure.class);
    } catch (JsonProcessingException e) {
      return new Failure(ErrorCode.INTERNAL, "The server could not do this");
    }
  }
}
