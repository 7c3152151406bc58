package dev.parley.config;

import java.util.List;

/**
 * How programs reach the event bus.
 *
 * @param tcpPort 0 for no TCP
 * @param services programs that may serve
 */
public record BridgeConfig(String tcpHost, int tcpPort, List<Service> services) {
  /** Only what every server has. */
  public static final BridgeConfig NONE = new BridgeConfig("127.0.0.1", 0, List.of());

  public BridgeConfig {
    services = List.copyOf(services);
  }

  /**
   * A program that may serve.
   *
   * @param token what the program shows
   * @param addresses of the event bus that it may serve; never empty
   */
  public record Service(String name, Secret token, List<String> addresses) {
    public Service {
      addresses = List.copyOf(addresses);
    }
  }
}
