package dev.parley.ai;

import dev.parley.ai.embedding.EmbeddingVerticle;
import dev.parley.ai.tool.ToolSource;
import dev.parley.ai.tool.ToolSources;
import dev.parley.ai.tool.Toolbox;
import dev.parley.bus.Ai;
import dev.parley.bus.Asking;
import dev.parley.bus.Bus;
import dev.parley.bus.Metrics;
import dev.parley.bus.Metrics.Sample;
import dev.parley.config.AiConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;

/** The ai role of one node; deployed once per process. */
public final class AiVerticle extends VerticleBase {
  private static final long SAMPLE_MS = 5_000;
  private static final long MOST_SWEEP_MS = 1_000;

  private final AiConfig settings;
  private final AiEnvironment around;
  private final List<Long> timers = new ArrayList<>();
  private final List<MessageConsumer<Object>> offers = new ArrayList<>();
  private ToolUse tools;
  private ModelRouter router;
  private Dependencies parts;
  private GenerationEngine engine;
  private Completions completions;
  private Asks asks;
  private Spending spending;

  public AiVerticle(AiConfig settings, AiEnvironment around) {
    this.settings = settings;
    this.around = around;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    String node = around.node();
    router = Routing.create(vertx, settings);
    List<ToolSource> sources = new ArrayList<>(around.tools());
    sources.addAll(ToolSources.open(vertx, bus, settings.sources().tools()));
    tools = new ToolUse(new Toolbox(sources), around.admins());
    parts =
        new Dependencies(vertx, bus, around.log(), router, settings, node, System::nanoTime, tools);
    PromptBuilder prompts = new PromptBuilder(settings.systemPrompt(), parts.defaultModel());
    Places places = new Places(settings.maxConcurrent());
    spending = new Spending(vertx, bus);
    engine = new GenerationEngine(parts, places, prompts, spending);
    completions = new Completions(parts, places, prompts, spending);
    asks = new Asks(parts, places, spending);
    Leases leases = new Leases(parts, engine);

    long lease = parts.leaseMs();
    every(lease / 3, leases::beat);
    every(Math.min(MOST_SWEEP_MS, lease / 4), leases::sweep);
    every(SAMPLE_MS, this::sample);

    offers.add(bus.serve(Ai.GENERATE, request -> engine.generate(request)));
    offers.add(
        bus.serve(
            Ai.MODELS, request -> Future.succeededFuture(router.models(parts.defaultModel()))));
    offers.add(bus.serve(Ai.FIND_MODEL, request -> Future.succeededFuture(router.find(request))));
    offers.add(bus.serve(Ai.COMPLETE, completions::complete));
    offers.add(bus.serve(Asking.ASK, asks::take));
    Judge judge = new Judge(vertx);
    offers.add(bus.serve(Ai.SENTIMENT, request -> judge.judge(request.text())));
    List<MessageConsumer<?>> consumers = new ArrayList<>(offers);
    consumers.add(bus.subscribe(Ai.CANCEL, cancelled -> cancel(cancelled.id())));
    consumers.add(
        bus.serve(
            Ai.stop(node), request -> Future.succeededFuture(engine.stop(request.generationId()))));
    consumers.add(
        bus.serve(
            Ai.settle(node),
            request ->
                around.log().settle(request.generationId(), request.found()).map(Ai.Settled::new)));
    // The first judgement reads the lexicon, which nobody is to wait for.
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
        .compose(served -> judge.judge("warm"))
        .compose(ready -> around.semantic() ? embed() : Future.succeededFuture());
  }

  private Future<String> embed() {
    return vertx.deployVerticle(new EmbeddingVerticle());
  }

  /** New work goes to other nodes at once; stops and beats go on until the last answer ended. */
  @Override
  public Future<?> stop() {
    return Future.join(offers.stream().map(MessageConsumer::unregister).toList())
        .eventually(
            () -> {
              long graceMs = around.patience().getAsLong();
              return Future.join(
                  completions.close(graceMs), asks.close(graceMs), engine.close(graceMs));
            })
        .eventually(() -> spending.close())
        .eventually(
            () -> {
              timers.forEach(vertx::cancelTimer);
              return Future.join(around.log().close(), tools.close());
            });
  }

  private void every(long millis, Runnable action) {
    timers.add(vertx.setPeriodic(Math.max(1, millis), id -> action.run()));
  }

  private void cancel(String id) {
    completions.cancel(id);
    asks.cancel(id);
  }

  private void sample() {
    parts.bus().publish(Metrics.SAMPLES, new Sample.Running(around.node(), engine.running()));
    parts.bus().publish(Metrics.SAMPLES, new Sample.Providers(around.node(), router.loads()));
  }
}
