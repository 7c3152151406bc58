package dev.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts.User;
import dev.parley.config.Secret;
import dev.parley.protocol.ErrorCode;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final Secret KEY = new Secret("k".repeat(40));
  private static final Duration TTL = Duration.ofMinutes(15);
  private static final User ADA = new User(7, "ada", "Ada Lovelace", false, Instant.EPOCH);

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock();
  private final Tokens tokens = new Tokens(vertx, KEY, TTL, clock);

  @AfterEach
  void close() throws Exception {
    Await.result(vertx.close());
  }

  @Test
  void whatIsIssuedIsVerified() throws Exception {
    String token = tokens.issue(ADA, "session-1");
    assertThat(Await.result(tokens.verify(token)))
        .isEqualTo(new Identity(7, "Ada Lovelace", false, "session-1", clock.instant().plus(TTL)));
  }

  @Test
  void expiresAtItsTime() throws Exception {
    String token = tokens.issue(ADA, "session-1");
    clock.advance(TTL.minusSeconds(1));
    assertThat(Await.result(tokens.verify(token)).userId()).isEqualTo(7);
    clock.advance(Duration.ofSeconds(1));
    assertThat(Await.refusal(tokens.verify(token))).isEqualTo(ErrorCode.INVALID_TOKEN);
  }

  @Test
  void isRefusedUnderAnotherKey() throws Exception {
    String token =
        new Tokens(vertx, new Secret("x".repeat(40)), TTL, clock).issue(ADA, "session-1");
    assertThat(Await.refusal(tokens.verify(token))).isEqualTo(ErrorCode.INVALID_TOKEN);
  }

  @Test
  void otherAlgorithmsAreRefused() throws Exception {
    String claims = claims().encode();
    String valid = signed("HS256", "HmacSHA256", claims);
    assertThat(Await.result(tokens.verify(valid)).name()).isEqualTo("Eve");

    String none = base64("{\"alg\":\"none\"}") + "." + base64(claims);
    for (String token :
        new String[] {
          none,
          none + ".",
          none + ".x",
          signed("none", "HmacSHA256", claims),
          signed("HS512", "HmacSHA512", claims),
          signed("HS384", "HmacSHA384", claims),
          signed("RS256", "HmacSHA256", claims),
          signed("hs256", "HmacSHA256", claims)
        }) {
      assertThat(Await.refusal(tokens.verify(token))).as(token).isEqualTo(ErrorCode.INVALID_TOKEN);
    }
  }

  @Test
  void everyClaimMustBeThere() throws Exception {
    for (String claim : new String[] {"sub", "sid", "name", "guest", "exp", "iss"}) {
      JsonObject claims = claims();
      claims.remove(claim);
      String token = signed("HS256", "HmacSHA256", claims.encode());
      assertThat(Await.refusal(tokens.verify(token))).as(claim).isEqualTo(ErrorCode.INVALID_TOKEN);
    }
    String wrongType = signed("HS256", "HmacSHA256", claims().put("sub", "me").encode());
    assertThat(Await.refusal(tokens.verify(wrongType))).isEqualTo(ErrorCode.INVALID_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a.b", "a.b.c", "...", ".", "e30.e30.e30", "\u0000"})
  void nonsenseIsRefused(String nonsense) throws Exception {
    assertThat(Await.refusal(tokens.verify(nonsense))).isEqualTo(ErrorCode.INVALID_TOKEN);
  }

  @Test
  void whatIsTooLongIsNotLookedAt() throws Exception {
    String token = signed("HS256", "HmacSHA256", claims().put("x", "y".repeat(5_000)).encode());
    assertThat(Await.refusal(tokens.verify(token))).isEqualTo(ErrorCode.INVALID_TOKEN);
  }

  private JsonObject claims() {
    return new JsonObject()
        .put("sub", "8")
        .put("sid", "session-2")
        .put("name", "Eve")
        .put("guest", true)
        .put("iss", "parley")
        .put("exp", clock.instant().plusSeconds(60).getEpochSecond());
  }

  private static String signed(String alg, String mac, String claims)
      throws GeneralSecurityException {
    String input = base64("{\"typ\":\"JWT\",\"alg\":\"" + alg + "\"}") + "." + base64(claims);
    Mac signer = Mac.getInstance(mac);
    signer.init(new SecretKeySpec(KEY.reveal().getBytes(StandardCharsets.UTF_8), mac));
    byte[] signature = signer.doFinal(input.getBytes(StandardCharsets.UTF_8));
    return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
