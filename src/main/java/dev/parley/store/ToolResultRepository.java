package dev.parley.store;

import dev.parley.bus.Tools;
import dev.parley.bus.Tools.Kept;
import dev.parley.bus.Tools.Result;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;

/** What tools said at length. It goes with the answer it was said for. */
final class ToolResultRepository {
  private static final String KEEP =
      """
      INSERT INTO tool_results (generation_id, call_id, content)
      SELECT id, $2, $3 FROM generations WHERE id = $1 AND state = 'RUNNING'
      ON CONFLICT (generation_id, call_id) DO UPDATE SET content = excluded.content
      RETURNING id
      """;

  private static final String READ =
      """
      SELECT r.content FROM tool_results r
      JOIN generations g ON g.id = r.generation_id
      JOIN members p ON p.conversation_id = g.conversation_id AND p.user_id = $1
      WHERE r.id = $2
      """;

  private final Sql sql;

  ToolResultRepository(Pool pool) {
    this.sql = new Sql(pool);
  }

  Future<Kept> keep(Tools.Keep request) {
    String content = request.content();
    if (content.length() > Tools.MAX_KEPT) {
      throw Refusals.invalid("A result must not be longer than " + Tools.MAX_KEPT + " characters");
    }
    return sql.first(KEEP, request.generationId(), request.callId(), Texts.storable(content))
        .map(row -> new Kept(known(row).getLong("id")));
  }

  Future<Result> read(Tools.ReadResult request) {
    return sql.first(READ, request.userId(), request.id())
        .map(row -> new Result(known(row).getString("content")));
  }

  private static Row known(Row row) {
    if (row == null) {
      throw Refusals.notFound();
    }
    return row;
  }
}
