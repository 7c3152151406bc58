package dev.parley.gateway;

import dev.parley.auth.Identity;
import dev.parley.auth.KeyHolders;
import dev.parley.bus.ApiKeys;
import dev.parley.config.BridgeConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tells who a token speaks for: an access token, an API key, or that of a configured service. */
final class BridgeTokens {
  /** A key says nothing of its end; whoever is connected for longer shows it again. */
  private static final Duration KEY_LASTS = Duration.ofDays(1);

  private final Environment.TokenCheck tokens;
  private final KeyHolders keys;
  private final List<BridgeConfig.Service> services;

  BridgeTokens(
      Environment.TokenCheck tokens, KeyHolders keys, List<BridgeConfig.Service> services) {
    this.tokens = tokens;
    this.keys = keys;
    this.services = List.copyOf(services);
  }

  /** The session that ends when a key is revoked. */
  static String sessionOfKey(long keyId) {
    return "key:" + keyId;
  }

  /** Fails with INVALID_TOKEN, FORBIDDEN for a key that may not chat. */
  Future<BridgeIdentity> find(String token) {
    for (BridgeConfig.Service service : services) {
      if (same(service.token().reveal(), token)) {
        return Future.succeededFuture(
            new BridgeIdentity.Service(service.name(), service.addresses()));
      }
    }
    return token.startsWith(KeyHolders.PREFIX)
        ? keys.find(token).compose(BridgeTokens::holder)
        : tokens.check(token).map(BridgeIdentity.Person::new);
  }

  private static Future<BridgeIdentity> holder(ApiKeys.Holder holder) {
    if (!holder.scopes().contains(ApiKeys.Scope.CHAT)) {
      return Future.failedFuture(
          new FailureException(ErrorCode.FORBIDDEN, "This API key may not be used to chat"));
    }
    return Future.succeededFuture(
        new BridgeIdentity.Person(
            new Identity(
                holder.userId(),
                "",
                false,
                sessionOfKey(holder.keyId()),
                Instant.now().plus(KEY_LASTS))));
  }

  /** Takes as long wherever the two differ. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
