package dev.parley.gateway;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.ext.bridge.PermittedOptions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The public addresses; no other one is reached from outside. Those of chat are no addresses of the
 * bus at all: the gateway serves them itself. Those of services are, and the bridge is permitted
 * nothing else, so that what slipped through the checks of a session would be denied even then.
 */
final class BridgeAddresses {
  /** Commands of a person, as frames of the native dialect. */
  static final String CHAT = "parley.chat";

  /** Answers whoever has shown a token, after everything that was sent before. */
  static final String PING = "parley.ping";

  /** Events that concern a person wherever it is. */
  static final String PERSON = CHAT + ".me";

  /** Longest address, characters. */
  static final int MAX_LENGTH = 200;

  private static final String NAME = "[A-Za-z0-9._-]{1,64}";
  private static final String PROVIDER = "parley\\.provider\\." + NAME;
  private static final String REPLY = "\\.reply\\.[A-Za-z0-9-]{1,64}";

  /** What a service may serve: {@code parley.provider.}, tool or moderator, and a name. */
  private static final String SERVED = "parley\\.(provider|tool|moderator)\\." + NAME;

  private static final Pattern CONVERSATION =
      Pattern.compile("parley\\.chat\\.conversation\\.([1-9][0-9]{0,17})");
  private static final Pattern PROVIDER_REPLY = Pattern.compile(PROVIDER + REPLY);

  private BridgeAddresses() {}

  /** What is said of an address that is none of these. */
  static FailureException notOpen() {
    return new FailureException(ErrorCode.FORBIDDEN, "This address is not open to you");
  }

  /** Where the events of a conversation are told. */
  static String conversation(long id) {
    return CHAT + ".conversation." + id;
  }

  /** The conversation that an address is about; null when it is about none. */
  static Long conversation(String address) {
    Matcher matcher = CONVERSATION.matcher(address);
    return matcher.matches() ? Long.valueOf(matcher.group(1)) : null;
  }

  /**
   * Whether who serves one of these addresses may listen at this one. Providers and tools hear at
   * {@code .cancel} what is not wanted any more.
   */
  static boolean mayServe(List<String> granted, String address) {
    return granted.stream()
        .anyMatch(
            own -> address.equals(own) || (isCancelled(own) && address.equals(own + ".cancel")));
  }

  private static boolean isCancelled(String address) {
    return address.startsWith("parley.provider.") || address.startsWith("parley.tool.");
  }

  /** Whether it may answer there: the pieces of a provider's answer go to addresses of its own. */
  static boolean mayAnswer(List<String> granted, String address) {
    return PROVIDER_REPLY.matcher(address).matches()
        && granted.stream().anyMatch(own -> address.startsWith(own + ".reply."));
  }

  /** What the bridge lets listen, at most. */
  static List<PermittedOptions> outbound() {
    return List.of(new PermittedOptions().setAddressRegex(SERVED + "(\\.cancel)?"));
  }

  /** What the bridge lets send, at most; it lets pass replies besides. */
  static List<PermittedOptions> inbound() {
    return List.of(new PermittedOptions().setAddressRegex(PROVIDER + REPLY));
  }
}
