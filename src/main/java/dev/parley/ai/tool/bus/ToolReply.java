package dev.parley.ai.tool.bus;

import dev.parley.ai.tool.Tool.Result;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a program replied. */
final class ToolReply {
  /** Longest result, UTF-16 units; of the JSON when it is not a text. */
  static final int MAX_RESULT = 1_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(ToolReply.class);

  private ToolReply() {}

  /** Throws an UNAVAILABLE for a reply that is not one. */
  static Result read(String address, Object body) {
    if (!(body instanceof JsonObject reply) || reply.getValue("result") == null) {
      LOG.warn("{} replied without a result", address);
      throw failure("The tool replied something that cannot be read");
    }
    String text = text(address, reply.getValue("result"));
    return Boolean.TRUE.equals(reply.getValue("error")) ? Result.error(text) : Result.of(text);
  }

  private static String text(String address, Object result) {
    BoundedText text = new BoundedText(MAX_RESULT);
    try {
      if (result instanceof String plain) {
        text.write(plain, 0, plain.length());
      } else {
        DatabindCodec.mapper().writeValue(text, result);
      }
      return text.toString();
    } catch (IOException notWritten) {
      LOG.warn("The result of {} cannot be taken: {}", address, notWritten.getMessage());
      throw failure(
          text.isFull()
              ? "The tool replied with more than can be taken"
              : "The tool replied something that cannot be read");
    }
  }

  private static FailureException failure(String message) {
    return new FailureException(ErrorCode.UNAVAILABLE, message);
  }
}
