package dev.parley.ai;

import dev.parley.ai.provider.NotSetUp;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Providers;
import dev.parley.config.AiConfig;
import dev.parley.config.SourcesConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the providers of a configuration together. */
final class Routing {
  private static final Logger LOG = LoggerFactory.getLogger(Routing.class);
  private static final String OPENAI = "openai";

  private Routing() {}

  /** Made on a verticle's context; what it opens is closed with the verticle. */
  static ModelRouter create(Vertx vertx, AiConfig settings) {
    SourcesConfig sources = settings.sources();
    List<Provider> providers =
        sources.providers().stream().map(name -> guarded(vertx, settings, name)).toList();
    Optional<Provider> openai =
        providers.stream().filter(provider -> provider.name().equals(OPENAI)).findFirst();
    // It is not offered then, and only there for Hugging Face.
    boolean quietly = sources.providers().contains("huggingface") && settings.openai().isUsable();
    Optional<Provider> second =
        openai.or(() -> quietly ? Optional.of(guarded(vertx, settings, OPENAI)) : Optional.empty());
    return new ModelRouter(
        vertx, providers, sources.fallback(), second, new Shortening(vertx, settings));
  }

  private static Provider guarded(Vertx vertx, AiConfig settings, String name) {
    AiConfig own = settings.forProvider(name);
    SourcesConfig.Breaker breaker = settings.sources().breaker();
    return new GuardedProvider(
        vertx,
        new RetryingProvider(vertx, create(vertx, own, name), own.retries()),
        new Places(own.maxConcurrent()),
        own.maxQueued(),
        new Breaker(breaker.failures(), breaker.pause(), System::nanoTime));
  }

  private static Provider create(Vertx vertx, AiConfig settings, String name) {
    try {
      return Providers.create(vertx, name, settings);
    } catch (IllegalArgumentException e) {
      LOG.warn("The AI provider {} cannot answer: {}", name, e.getMessage());
      return new NotSetUp(vertx, name, settings.sources().models(name));
    }
  }
}
