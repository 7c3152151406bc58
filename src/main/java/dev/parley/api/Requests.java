package dev.parley.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Map;

/** Reads what a request says, with the same rules as the fields of frames. */
public final class Requests {
  /** As many bytes as a message of the greatest length may take. */
  private static final long MAX_BODY_BYTES = 1024 * 1024;

  private Requests() {}

  /** Reads the body; refused above 1 MiB. A handler of its own for each route. */
  public static Handler<RoutingContext> body() {
    return BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
  }

  /** The id in the path. Nothing is found by what is no id. */
  public static long id(RoutingContext ctx, String name) {
    try {
      return new Fields(JsonFrames.object().put(name, ctx.pathParam(name))).id(name);
    } catch (FailureException notAnId) {
      throw new FailureException(ErrorCode.NOT_FOUND, "There is no such thing");
    }
  }

  /** The parameters of the query, as fields. */
  public static Fields query(RoutingContext ctx) {
    ObjectNode object = JsonFrames.object();
    for (Map.Entry<String, String> parameter : ctx.queryParams()) {
      object.put(parameter.getKey(), parameter.getValue());
    }
    return new Fields(object);
  }

  /** A parameter that is true or false; false when absent. */
  static boolean flag(RoutingContext ctx, String name) {
    String value = ctx.request().getParam(name, "false");
    if (!value.equals("true") && !value.equals("false")) {
      throw Fields.invalid(name, "must be true or false");
    }
    return value.equals("true");
  }

  /** Where a listener stands: {@code Last-Event-ID}, or {@code ?after=}; null when new. */
  public static Long lastEventId(RoutingContext ctx) {
    String id = ctx.request().getHeader("Last-Event-ID");
    String position = id == null || id.isEmpty() ? ctx.request().getParam("after") : id;
    return position == null
        ? null
        : (Long) new Fields(JsonFrames.object().put("after", position)).position("after");
  }

  /** There is nothing to say. */
  public static void noContent(RoutingContext ctx) {
    Responses.noContent(ctx);
  }
}
