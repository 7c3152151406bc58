package dev.parley.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.parley.bus.Json;
import dev.parley.chat.ToolCall;
import io.vertx.sqlclient.Row;
import java.io.UncheckedIOException;
import java.util.List;

/** How the calls of tools are read with the answer they were made for. */
final class ToolCallRows {
  private static final TypeReference<List<ToolCall>> LIST = new TypeReference<>() {};

  private ToolCallRows() {}

  /** Those of the generation {@code g} as a column of text, null when there are none. */
  static String column(String name) {
    return """
    (SELECT json_agg(json_build_object('call_id', t.call_id, 'tool', t.tool,
         'outcome', t.outcome, 'arguments', t.arguments, 'detail', t.detail,
         'result_id', t.result_id, 'created_at', t.created_at, 'started_at', t.started_at,
         'ended_at', t.ended_at) ORDER BY t.ordinal)
       FROM tool_calls t WHERE t.generation_id = g.id)::text AS %s
    """
        .formatted(name);
  }

  /**
   * @param over the answer has ended
   */
  static List<ToolCall> list(Row row, String column, boolean over) {
    String json = row.getString(column);
    if (json == null) {
      return List.of();
    }
    List<ToolCall> calls = read(json);
    return over ? calls.stream().map(ToolCall::withAnswerEnded).toList() : calls;
  }

  private static List<ToolCall> read(String json) {
    try {
      return Json.MAPPER.readValue(json, LIST);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
