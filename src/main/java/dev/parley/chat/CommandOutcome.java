package dev.parley.chat;

import java.util.Map;
import java.util.Objects;

/**
 * What a slash command came to.
 *
 * @param command its name, without the slash
 * @param success false when it could not be done; the result then has a {@code message} that says
 *     why
 * @param result by name: text, numbers, or lists of text
 */
public record CommandOutcome(String command, boolean success, Map<String, Object> result) {
  public CommandOutcome {
    Objects.requireNonNull(command, "command");
    result = Map.copyOf(result);
  }
}
