package dev.parley.ai.tool.builtin;

import dev.parley.ai.tool.Arguments;
import dev.parley.bus.Bus;
import dev.parley.bus.Searches;
import dev.parley.bus.Searches.Found;
import dev.parley.bus.Searches.Hit;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Looks through the conversations of whoever asked for the answer. The store finds nothing but what
 * that person may read; who else reads along in the conversation is told what the model tells.
 */
final class SearchTool extends BuiltinTool {
  private static final int HITS = 10;
  private static final int MAX_HITS = 20;

  private final Bus bus;

  SearchTool(Bus bus) {
    super(
        "search",
        "Finds messages in all conversations of the user by their words, the best and newest"
            + " first. Each result has a path that links to the message.",
        """
        {"type": "object",
         "properties": {
           "query": {"type": "string", "maxLength": %d,
             "description": "Words that must all be there; \\"a phrase\\", -without and or"},
           "limit": {"type": "integer", "minimum": 1, "maximum": %d}},
         "required": ["query"]}
        """
            .formatted(Searches.MAX_TEXT, MAX_HITS));
    this.bus = bus;
  }

  @Override
  Future<Result> call(Invocation invocation, JsonObject arguments) {
    String query = Arguments.text(arguments, "query");
    if (query == null || query.length() > Searches.MAX_TEXT) {
      return error("query must be a text of 1 to " + Searches.MAX_TEXT + " characters.");
    }
    int limit =
        arguments.getValue("limit") instanceof Number number
            ? Math.clamp(number.intValue(), 1, MAX_HITS)
            : HITS;
    long asks = invocation.person().userId();
    return bus.request(Searches.MESSAGES, new Searches.Query(asks, query, null, null, limit))
        .map(found -> Result.of(told(found).encode()))
        .recover(SearchTool::refused);
  }

  /** What the model can do otherwise is told to it; what it cannot help is a failure. */
  private static Future<Result> refused(Throwable error) {
    return error instanceof FailureException refusal
            && refusal.failure().code() == ErrorCode.INVALID_FIELD
        ? error(refusal.failure().message())
        : Future.failedFuture(error);
  }

  private static JsonObject told(Found found) {
    JsonArray results = new JsonArray();
    found.hits().forEach(hit -> results.add(told(hit)));
    return new JsonObject().put("results", results).put("more", found.cursor() != null);
  }

  private static JsonObject told(Hit hit) {
    return new JsonObject()
        .put("conversation", hit.title())
        .put("date", hit.createdAt().toString())
        .put("from", hit.senderName() == null ? "assistant" : hit.senderName())
        .put("snippet", hit.snippet())
        .put("path", "/#/c/" + hit.conversationId() + "/m/" + hit.messageId());
  }
}
