package dev.parley.ai.tool.builtin;

import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.tool.Arguments;
import dev.parley.ai.tool.Tool;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What those of the server have in common: they change nothing, and everybody may have them. */
abstract class BuiltinTool implements Tool {
  private final ToolSpec spec;

  BuiltinTool(String name, String description, String parameters) {
    this.spec = new ToolSpec(name, description, parameters);
  }

  abstract Future<Result> call(Invocation invocation, JsonObject arguments);

  @Override
  public ToolSpec spec() {
    return spec;
  }

  @Override
  public Effect effect() {
    return Effect.READS;
  }

  @Override
  public boolean allows(Person person) {
    return true;
  }

  @Override
  public Future<Result> call(Invocation invocation) {
    return Arguments.parse(invocation.arguments())
        .map(arguments -> call(invocation, arguments))
        .orElseGet(() -> error(Arguments.REFUSED));
  }

  static Future<Result> error(String text) {
    return Future.succeededFuture(Result.error(text));
  }
}
