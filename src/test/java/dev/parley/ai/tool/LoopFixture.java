package dev.parley.ai.tool;

import dev.parley.ai.Puppet;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.ai.tool.Tool.Person;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.bus.Metrics;
import dev.parley.bus.Metrics.Sample;
import dev.parley.bus.Tools;
import dev.parley.chat.Usage;
import dev.parley.config.ToolsConfig;
import dev.parley.protocol.Failure;
import dev.parley.protocol.ServerEvent.ToolActivity;
import dev.parley.protocol.ServerEvent.ToolActivity.Phase;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An answer with tools on a real bus, whose provider is in the test's hands. */
final class LoopFixture implements AutoCloseable {
  static final long CONVERSATION = 11;
  static final long GENERATION = 12;
  static final long EPOCH = 5;
  static final Person ADA = new Person(7, false, false);

  final Vertx vertx = Vertx.vertx();
  final Context context = vertx.getOrCreateContext();
  final Bus bus = new Bus(vertx);
  final Puppet provider = new Puppet();
  final Ear ear = new Ear();
  final BlockingQueue<ToolActivity> told = new LinkedBlockingQueue<>();
  final BlockingQueue<ToolActivity> asked = new LinkedBlockingQueue<>();
  final BlockingQueue<Sample.ToolCalled> counted = new LinkedBlockingQueue<>();
  final BlockingQueue<Tools.Keep> kept = new LinkedBlockingQueue<>();
  final BlockingQueue<Tools.CallNote> noted = new LinkedBlockingQueue<>();
  volatile Function<Tools.Note, Future<Tools.Noted>> writing =
      note -> Future.succeededFuture(new Tools.Noted());
  volatile boolean holds = true;
  volatile Future<Void> certain = Future.succeededFuture();
  ToolsConfig settings = settings(8, 32, Duration.ofSeconds(30), Duration.ofMinutes(2), 16_000);
  Provider.Call call;
  private Workbench bench;

  LoopFixture() {
    Await.run(
        context,
        () -> {
          bus.subscribe(Events.conversation(CONVERSATION), e -> told.add((ToolActivity) e));
          bus.subscribe(Events.user(ADA.userId()), e -> asked.add((ToolActivity) e));
          bus.subscribe(
              Metrics.SAMPLES,
              sample -> {
                if (sample instanceof Sample.ToolCalled called) {
                  counted.add(called);
                }
              });
          bus.serve(
              Tools.KEEP,
              keep -> {
                kept.add(keep);
                return Future.succeededFuture(new Tools.Kept(99));
              });
          bus.serve(
              Tools.NOTE,
              note -> {
                noted.addAll(note.calls());
                return writing.apply(note);
              });
        });
  }

  static ToolsConfig settings(
      int rounds, int calls, Duration timeout, Duration confirm, int result) {
    return new ToolsConfig(true, rounds, calls, timeout, confirm, result);
  }

  /** Asks, and gives the first call of the provider. */
  Puppet.Strings start(Tool... tools) {
    bench = new Workbench(vertx, bus, new Toolbox(List.of(() -> List.of(tools))), settings);
    return ask(ear);
  }

  /** Asks the same again, for another listener. */
  Puppet.Strings again() {
    return ask(new Ear());
  }

  private Puppet.Strings ask(Ear listener) {
    Asked.Hold hold =
        new Asked.Hold() {
          @Override
          public boolean holds() {
            return holds;
          }

          @Override
          public Future<Void> certain() {
            return certain;
          }
        };
    Prompt prompt = new Prompt("wood", List.of(new Turn(Speaker.USER, "How late is it?")));
    int before = provider.started();
    Await.run(
        context,
        () ->
            call =
                bench.start(
                    provider,
                    prompt,
                    new Asked(ADA, CONVERSATION, GENERATION, hold, EPOCH),
                    listener));
    return provider.call(before);
  }

  /** The model says this, wants these, and waits for them. */
  void want(Puppet.Strings round, String text, ToolCall... calls) {
    Await.run(
        context,
        () -> {
          if (!text.isEmpty()) {
            round.listener.text(text);
          }
          List.of(calls).forEach(round.listener::toolCall);
          round.listener.completed();
        });
  }

  /** The model says this, and that was all. */
  void say(Puppet.Strings round, String text) {
    want(round, text);
  }

  static ToolCall call(String id, String name) {
    return new ToolCall(id, name, "{}");
  }

  /** What the model was told as the only result of the round before. */
  static String result(Puppet.Strings round) {
    Turn last = round.prompt.turns().getLast();
    if (last.speaker() != Speaker.TOOL) {
      throw new AssertionError("no result: " + last);
    }
    return last.content();
  }

  /** The next activity of the phase; others are passed over. */
  ToolActivity told(Phase phase) {
    return next(told, phase);
  }

  /** The next question to the person. */
  ToolActivity asked() {
    return next(asked, Phase.CONFIRM);
  }

  private static ToolActivity next(BlockingQueue<ToolActivity> queue, Phase phase) {
    try {
      ToolActivity activity;
      do {
        activity = queue.poll(20, TimeUnit.SECONDS);
        if (activity == null) {
          throw new AssertionError("Nothing of " + phase);
        }
      } while (activity.phase() != phase);
      return activity;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Future<Tools.Decided> decide(ToolActivity question, long userId, boolean allow) {
    return bus.requestIfThere(
        Tools.confirmation(question.confirmation().id()), new Tools.Decision(userId, allow));
  }

  /** Lets the bus deliver what is on its way. */
  void settle() {
    for (int i = 0; i < 5; i++) {
      Await.run(context, () -> {});
    }
  }

  @Override
  public void close() {
    Await.result(vertx.close());
  }

  /** What the answer became. */
  static final class Ear implements Provider.Listener {
    private final List<String> texts = new CopyOnWriteArrayList<>();
    final Promise<Void> end = Promise.promise();
    volatile Usage usage;
    volatile Failure failure;

    String text() {
      return String.join("", texts);
    }

    @Override
    public void text(String said) {
      texts.add(said);
    }

    @Override
    public void toolCall(ToolCall wanted) {
      throw new AssertionError("not for the listener: " + wanted);
    }

    @Override
    public void usage(Usage counted) {
      usage = counted;
    }

    @Override
    public void completed() {
      end.complete();
    }

    @Override
    public void failed(Failure why, boolean retryable) {
      failure = why;
      end.complete();
    }
  }
}
