package dev.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.config.AuthConfig;
import dev.parley.config.Secret;
import dev.parley.protocol.ErrorCode;
import dev.parley.testing.MemoryAccounts;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountServiceTest {
  private static final String PASSWORD = "correct horse";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final MemoryAccounts store = MemoryAccounts.serve(vertx);
  private Auth auth;

  @BeforeEach
  void start() throws Exception {
    auth = start(true);
  }

  @AfterEach
  void close() throws Exception {
    Await.result(vertx.close());
  }

  @Test
  void whoRegistersIsLoggedInAndCanComeBack() throws Exception {
    Login first = Await.result(auth.accounts().register(" Ada.L ", PASSWORD, null));
    assertThat(first.user().login()).isEqualTo("ada.l");
    assertThat(first.user().name()).isEqualTo("ada.l");
    assertThat(first.expiresIn()).isEqualTo(Duration.ofMinutes(15));

    Login second = Await.result(auth.accounts().login("ADA.L", PASSWORD));
    Identity identity = Await.result(auth.authenticator().authenticate(second.accessToken()));
    assertThat(identity.userId()).isEqualTo(first.user().id());
    assertThat(Await.result(auth.accounts().me(identity))).isEqualTo(first.user());
  }

  @Test
  void neitherPasswordsNorTokensAreStoredOrPrinted() throws Exception {
    Login login = Await.result(auth.accounts().register("ada", PASSWORD, "Ada"));
    assertThat(store.dump())
        .contains("Ada")
        .doesNotContain(PASSWORD, login.refreshToken(), login.accessToken());
    assertThat(login.toString()).doesNotContain(login.refreshToken(), login.accessToken());
  }

  @Test
  void aLoginIsTakenWhateverItsCase() throws Exception {
    Await.result(auth.accounts().register("ada", PASSWORD, null));
    assertThat(Await.refusal(auth.accounts().register("ADA", PASSWORD, null)))
        .isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void wrongLoginsAndWrongPasswordsLookTheSame() throws Exception {
    Await.result(auth.accounts().register("ada", PASSWORD, null));
    for (String[] attempt :
        new String[][] {
          {"ada", "wrong horse"}, {"bob", PASSWORD}, {"ada", "short"}, {"not a login!", PASSWORD}
        }) {
      assertThat(Await.refusal(auth.accounts().login(attempt[0], attempt[1])))
          .isEqualTo(ErrorCode.INVALID_CREDENTIALS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ab,correct horse,",
    "has space,correct horse,",
    "ünïcode,correct horse,",
    "ada,2short,",
    "ada,correct horse,'a\u0007b'",
    "ada,correct horse,xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
  })
  void fieldsAreChecked(String login, String password, String name) throws Exception {
    assertThat(Await.refusal(auth.accounts().register(login, password, name)))
        .isEqualTo(ErrorCode.INVALID_FIELD);
  }

  @Test
  void aVeryLongPasswordIsRefusedBothWays() throws Exception {
    String password = "p".repeat(257);
    assertThat(Await.refusal(auth.accounts().register("ada", password, null)))
        .isEqualTo(ErrorCode.INVALID_FIELD);
    assertThat(Await.refusal(auth.accounts().login("ada", password)))
        .isEqualTo(ErrorCode.INVALID_CREDENTIALS);
  }

  @Test
  void guestsHaveANameAndNoLogin() throws Exception {
    Login named = Await.result(auth.accounts().guest(" Zoë "));
    assertThat(named.user().name()).isEqualTo("Zoë");
    assertThat(named.user().guest()).isTrue();
    assertThat(Await.result(auth.accounts().guest(null)).user().name()).matches("Guest \\d{4}");
  }

  @Test
  void guestsCanBeKeptOut() throws Exception {
    assertThat(Await.refusal(start(false).accounts().guest("Zoë"))).isEqualTo(ErrorCode.FORBIDDEN);
  }

  @Test
  void aRefreshTokenIsGoodOnceAndItsReuseEndsTheSession() throws Exception {
    Promise<String> announced = announcedEnd();
    Login first = Await.result(auth.accounts().guest("Zoë"));
    Login second = Await.result(auth.accounts().refresh(first.refreshToken()));
    assertThat(second.refreshToken()).isNotEqualTo(first.refreshToken());
    Identity identity = Await.result(auth.authenticator().authenticate(second.accessToken()));

    assertThat(Await.refusal(auth.accounts().refresh(first.refreshToken())))
        .isEqualTo(ErrorCode.INVALID_TOKEN);

    assertThat(Await.result(announced.future())).isEqualTo(identity.sessionId());
    assertThat(Await.refusal(auth.authenticator().authenticate(second.accessToken())))
        .isEqualTo(ErrorCode.INVALID_TOKEN);
    assertThat(Await.refusal(auth.accounts().refresh(second.refreshToken())))
        .isEqualTo(ErrorCode.INVALID_TOKEN);
    assertThat(Await.refusal(auth.accounts().refresh("made up")))
        .isEqualTo(ErrorCode.INVALID_TOKEN);
  }

  @Test
  void loggingOutEndsTheTokensAtOnceAndTellsEverybody() throws Exception {
    Promise<String> announced = announcedEnd();
    Login login = Await.result(auth.accounts().guest("Zoë"));
    Identity identity = Await.result(auth.authenticator().authenticate(login.accessToken()));

    Await.result(auth.accounts().logout(identity));

    assertThat(Await.refusal(auth.authenticator().authenticate(login.accessToken())))
        .isEqualTo(ErrorCode.INVALID_TOKEN);
    assertThat(Await.refusal(auth.accounts().refresh(login.refreshToken())))
        .isEqualTo(ErrorCode.INVALID_TOKEN);
    assertThat(Await.result(announced.future())).isEqualTo(identity.sessionId());
  }

  @Test
  void aGatewayThatStartsLaterKnowsWhoLoggedOut() throws Exception {
    Login login = Await.result(auth.accounts().guest("Zoë"));
    Identity identity = Await.result(auth.authenticator().authenticate(login.accessToken()));
    store.end(identity.sessionId());

    assertThat(Await.refusal(start(true).authenticator().authenticate(login.accessToken())))
        .isEqualTo(ErrorCode.INVALID_TOKEN);
  }

  private Auth start(boolean guests) throws Exception {
    AuthConfig config = new AuthConfig(guests, null, Duration.ofMinutes(15), Duration.ofDays(30));
    return Await.result(
        Auth.start(vertx, bus, config, new Secret("k".repeat(32)), EndedEverywhere.alone()));
  }

  private Promise<String> announcedEnd() {
    Promise<String> announced = Promise.promise();
    bus.subscribe(Events.SESSION_ENDED, event -> announced.tryComplete(event.sessionId()));
    return announced;
  }
}
