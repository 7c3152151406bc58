package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.bus.Ai;
import dev.parley.bus.Metrics.ProviderLoad;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All providers as one: the model that is asked for says who answers, and others follow when that
 * one fails before its first text. Used on one event loop.
 *
 * <p>A model is known by its plain name, or as {@code provider/model}; a plain name that several
 * list means the first of them. A single provider is asked for any name: it may have more models
 * than it lists.
 */
final class ModelRouter implements Provider {
  /** Who answers, and with what. */
  record Target(Provider provider, String model) {}

  /**
   * @param name what it is listed and asked for as
   */
  record Offer(String name, Target target) {}

  private final Vertx vertx;
  private final List<Provider> providers;
  private final List<String> fallback;
  private final Optional<Provider> second;
  private final Shortening shortening;
  private final List<Offer> offers;

  /**
   * @param providers the first one is the default; not empty
   * @param fallback names of models or providers
   * @param second is asked in place of huggingface, before the fallback
   * @param shortening of prompts for those that are asked in place of others
   */
  ModelRouter(
      Vertx vertx,
      List<Provider> providers,
      List<String> fallback,
      Optional<Provider> second,
      Shortening shortening) {
    this.vertx = vertx;
    this.providers = List.copyOf(providers);
    this.fallback = List.copyOf(fallback);
    this.second = second;
    this.shortening = shortening;
    this.offers = providers.stream().flatMap(this::offers).toList();
  }

  private Stream<Offer> offers(Provider provider) {
    return provider.models().stream()
        .map(
            model -> {
              long listed = providers.stream().filter(p -> p.models().contains(model)).count();
              String name = listed > 1 ? provider.name() + "/" + model : model;
              return new Offer(name, new Target(provider, model));
            });
  }

  /** What can be asked for. */
  List<Offer> offers() {
    return offers;
  }

  /** Of those with bounds. */
  List<ProviderLoad> loads() {
    return providers.stream()
        .filter(GuardedProvider.class::isInstance)
        .map(provider -> ((GuardedProvider) provider).load())
        .toList();
  }

  @Override
  public String name() {
    return providers.getFirst().name();
  }

  @Override
  public List<String> models() {
    return offers.stream().map(Offer::name).toList();
  }

  @Override
  public boolean vision(String model) {
    return target(model).map(target -> target.provider().vision()).orElse(false);
  }

  @Override
  public boolean tools(String model) {
    return target(model).map(target -> target.provider().tools(target.model())).orElse(false);
  }

  @Override
  public Named named(String model) {
    return target(model)
        .map(target -> new Named(target.provider().name(), target.model()))
        .orElseGet(() -> new Named(name(), model));
  }

  /** Who answers for a name; empty when nobody does. */
  Optional<Target> target(String name) {
    return offers.stream()
        .map(Offer::target)
        .filter(target -> target.model().equals(name))
        .findFirst()
        .or(() -> prefixed(name))
        .or(
            () ->
                providers.size() == 1
                    ? Optional.of(new Target(providers.getFirst(), name))
                    : Optional.empty());
  }

  private Optional<Target> prefixed(String name) {
    return providers.stream()
        .filter(provider -> name.startsWith(provider.name() + "/"))
        .map(provider -> new Target(provider, name.substring(provider.name().length() + 1)))
        .filter(target -> !target.model().isEmpty())
        .findFirst();
  }

  /** Those to ask for a name, in their order; empty when nobody offers it. */
  private List<Target> chain(String name) {
    Optional<Target> first = target(name);
    if (first.isEmpty()) {
      return List.of();
    }
    List<Target> chain = new ArrayList<>();
    chain.add(first.get());
    if (first.get().provider().name().equals("huggingface")) {
      second.map(ModelRouter::byDefault).ifPresent(chain::add);
    }
    for (String next : fallback) {
      providers.stream()
          .filter(provider -> provider.name().equals(next))
          .map(ModelRouter::byDefault)
          .findFirst()
          .or(() -> target(next))
          .ifPresent(chain::add);
    }
    return chain.stream().distinct().toList();
  }

  private static Target byDefault(Provider provider) {
    return new Target(provider, provider.models().getFirst());
  }

  @Override
  public Call start(Prompt prompt, Listener listener) {
    List<Target> chain = chain(prompt.model());
    FallbackCall call = new FallbackCall(chain, prompt, shortening, listener);
    if (chain.isEmpty()) {
      Failure unknown =
          new Failure(
              ErrorCode.INVALID_FIELD,
              "No AI provider here offers the model \"" + prompt.model() + "\"");
      vertx.getOrCreateContext().runOnContext(later -> call.refuse(unknown));
    } else {
      call.begin();
    }
    return call;
  }

  /** What can be asked for, as the bus tells it. */
  Ai.Models models(String defaultModel) {
    return new Ai.Models(
        offers().stream().map(offer -> listed(offer.name(), offer.target().provider())).toList(),
        defaultModel);
  }

  private static Ai.Model listed(String name, Provider provider) {
    return new Ai.Model(name, provider.name(), provider.available());
  }

  Ai.FoundModel find(Ai.FindModel request) {
    return new Ai.FoundModel(target(request.model()).isPresent());
  }
}
