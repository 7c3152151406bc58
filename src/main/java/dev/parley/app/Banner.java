package dev.parley.app;

import dev.parley.config.AiConfig;
import dev.parley.config.Config;
import dev.parley.config.Role;
import java.util.ArrayList;
import java.util.List;

/** What is said once the server runs. */
final class Banner {
  private Banner() {}

  static List<String> lines(Config config) {
    List<String> lines = new ArrayList<>();
    lines.add("Parley " + Version.current() + " is ready" + address(config) + ".");
    if (config.roles().contains(Role.AI)) {
      lines.add(answers(config.ai()));
    }
    return lines;
  }

  private static String address(Config config) {
    if (!config.roles().contains(Role.GATEWAY)) {
      return " as " + config.node();
    }
    String host = config.http().host();
    String shown =
        switch (host) {
          case "0.0.0.0", "::", "127.0.0.1", "::1" -> "localhost";
          default -> host.contains(":") ? "[" + host + "]" : host;
        };
    return config.http().port() == 0
        ? " on a free port of " + shown
        : " at http://" + shown + ":" + config.http().port();
  }

  private static String answers(AiConfig ai) {
    List<String> providers = ai.sources().providers();
    if (providers.size() > 1) {
      return "Answers come from " + String.join(", ", providers) + ", as the model says.";
    }
    return switch (ai.provider()) {
      case "demo" ->
          "Answers come from the built-in demo. Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server"
              + " of your own, to talk to a real model.";
      case "openai" -> "Answers come from " + ai.openai().baseUrl() + ", model " + model(ai) + ".";
      default -> "Answers come from " + ai.provider() + ".";
    };
  }

  private static String model(AiConfig ai) {
    return ai.model() != null ? ai.model() : ai.openai().model();
  }
}
