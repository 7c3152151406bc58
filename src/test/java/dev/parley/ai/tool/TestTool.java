package dev.parley.ai.tool;

import dev.parley.ai.provider.Provider.ToolSpec;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;

/** A tool that does what the test says, and writes down what it was called with. */
public final class TestTool implements Tool {
  private final String name;
  private final Effect effect;
  private final Function<Invocation, Future<Result>> does;
  private final List<Invocation> calls = new CopyOnWriteArrayList<>();
  private volatile Predicate<Person> allowed = person -> true;

  public TestTool(String name, Effect effect, Function<Invocation, Future<Result>> does) {
    this.name = name;
    this.effect = effect;
    this.does = does;
  }

  /** One that reads, and says always the same. */
  public static TestTool saying(String name, String text) {
    return new TestTool(name, Effect.READS, call -> Future.succeededFuture(Result.of(text)));
  }

  public TestTool allowing(Predicate<Person> persons) {
    allowed = persons;
    return this;
  }

  public List<Invocation> calls() {
    return List.copyOf(calls);
  }

  @Override
  public ToolSpec spec() {
    return new ToolSpec(name, "The tool " + name, "{\"type\":\"object\"}");
  }

  @Override
  public Effect effect() {
    return effect;
  }

  @Override
  public boolean allows(Person person) {
    return allowed.test(person);
  }

  @Override
  public Future<Result> call(Invocation invocation) {
    calls.add(invocation);
    return does.apply(invocation);
  }
}
