package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import java.util.List;

/** A provider that is another one to everybody, but asks it in its own way. */
abstract class AroundProvider implements Provider {
  protected final Provider provider;

  AroundProvider(Provider provider) {
    this.provider = provider;
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public List<String> models() {
    return provider.models();
  }

  @Override
  public boolean vision() {
    return provider.vision();
  }

  @Override
  public boolean tools(String model) {
    return provider.tools(model);
  }

  @Override
  public boolean available() {
    return provider.available();
  }
}
