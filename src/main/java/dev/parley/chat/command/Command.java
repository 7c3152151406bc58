package dev.parley.chat.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One slash command. A new one is a class like the others, listed in {@link Commands}. */
public interface Command {
  /** Lower-case letters only. */
  String name();

  /** One line for {@code /help}. */
  String description();

  /** In the order in which the usage shows them. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** It may take long, so that nobody should have to wait for it with other things. */
  default boolean asksModel() {
    return false;
  }

  /**
   * Carries it out.
   *
   * @param arguments every parameter, by name; none is blank
   * @return the result by name: text, numbers or lists of text; fails with what the person is told
   */
  CompletionStage<Map<String, Object>> run(Map<String, String> arguments, Services services);

  /** How it is written. */
  default String usage() {
    return Stream.concat(Stream.of("/" + name()), parameters().stream().map(Parameter::usage))
        .collect(Collectors.joining(" "));
  }
}
