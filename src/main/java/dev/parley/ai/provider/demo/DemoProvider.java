package dev.parley.ai.provider.demo;

import dev.parley.ai.provider.Provider;
import dev.parley.config.AiConfig;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Answers without a model, so that a fresh installation can be tried. It never pretends: every
 * answer says that it is a demo. The same prompt always gets the same answer.
 */
public final class DemoProvider implements Provider {
  private final Vertx vertx;
  private final AiConfig settings;

  public DemoProvider(Vertx vertx, AiConfig settings) {
    this.vertx = vertx;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public List<String> models() {
    return List.of("demo");
  }

  @Override
  public Call start(Prompt prompt, Listener listener) {
    DemoCall call = new DemoCall(vertx, settings, DemoAnswer.to(prompt), listener);
    call.start();
    return call;
  }
}
