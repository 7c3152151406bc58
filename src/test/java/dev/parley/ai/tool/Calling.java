package dev.parley.ai.tool;

import dev.parley.ai.tool.Tool.GivenUp;
import dev.parley.ai.tool.Tool.Invocation;
import dev.parley.ai.tool.Tool.Person;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Predicate;

/** How tests use a source: on its context, and waiting for it. */
public record Calling(Vertx vertx, Context context, ToolSource source) {
  public static final Person USER = new Person(7, false, false);
  public static final Person ADMIN = new Person(8, false, true);
  public static final Person GUEST = new Person(9, true, false);

  public static Invocation by(Person person, String arguments) {
    return new Invocation(person, 11, 12, arguments);
  }

  public Tool tool(String name) {
    return Await.on(context, source::tools).stream()
        .filter(tool -> tool.spec().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no tool " + name));
  }

  public List<String> names() {
    return Await.on(context, source::tools).stream().map(tool -> tool.spec().name()).toList();
  }

  /** Begins a call and does not wait. */
  public Future<Result> start(String name, String arguments) {
    Tool tool = tool(name);
    return Await.on(context, () -> tool.call(by(USER, arguments)));
  }

  /** Begins a call that may be given up. */
  public Future<Result> start(String name, String arguments, Future<GivenUp> givenUp) {
    Tool tool = tool(name);
    Invocation invocation = new Invocation(USER, 11, 12, arguments, givenUp);
    return Await.on(context, () -> tool.call(invocation));
  }

  public Result call(String name, String arguments) {
    return Await.result(start(name, arguments));
  }

  /** What a person is told of a call that must fail. */
  public String failure(String name, String arguments) {
    Throwable failure = Await.failure(start(name, arguments));
    if (failure instanceof FailureException told) {
      return told.failure().message();
    }
    throw new AssertionError("not meant for people", failure);
  }

  /** Waits until the source offers what is expected. */
  public void await(Predicate<List<String>> expected) {
    Promise<Void> there = Promise.promise();
    long timer =
        vertx.setPeriodic(
            10,
            id -> {
              if (expected.test(names(source))) {
                there.tryComplete();
              }
            });
    Await.result(there.future());
    vertx.cancelTimer(timer);
  }

  private static List<String> names(ToolSource source) {
    return source.tools().stream().map(tool -> tool.spec().name()).toList();
  }
}
