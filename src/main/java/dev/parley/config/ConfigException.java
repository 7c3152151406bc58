package dev.parley.config;

import java.util.List;

/** The configuration is not valid. The problems name keys and never show a secret. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence or two each, for a person. */
  public List<String> problems() {
    return problems;
  }
}
