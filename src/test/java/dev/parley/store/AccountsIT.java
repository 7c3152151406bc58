package dev.parley.store;

import static dev.parley.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Accounts.Rotated;
import dev.parley.bus.Accounts.Rotated.Outcome;
import dev.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class AccountsIT {
  private static StoreFixture store;

  @BeforeAll
  static void start() {
    store = new StoreFixture();
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  /** A login with the refresh token "SESSION-1". */
  private static String session(Accounts.User user, Duration validity) {
    String id = UUID.randomUUID().toString();
    store.ask(
        Accounts.START_SESSION,
        new Accounts.StartSession(id, user.id(), id + "-1", Instant.now().plus(validity)));
    return id;
  }

  private static Accounts.Rotate rotation(String from, String to) {
    return new Accounts.Rotate(from, to, Instant.now().plus(Duration.ofDays(1)));
  }

  private static Rotated rotate(String from, String to) {
    return store.ask(Accounts.ROTATE, rotation(from, to));
  }

  @Test
  void accountsAreFoundByLoginAndId() {
    Accounts.User ann = store.person("Ann");

    Accounts.Credentials found =
        store.ask(Accounts.FIND_BY_LOGIN, new Accounts.FindByLogin(ann.login()));

    assertThat(found).isEqualTo(new Accounts.Credentials(ann, "hash"));
    assertThat(store.ask(Accounts.FIND, new Accounts.Find(ann.id()))).isEqualTo(ann);
    assertThat(store.ask(Accounts.FIND, new Accounts.Find(Long.MAX_VALUE))).isNull();
    assertThat(store.ask(Accounts.FIND_BY_LOGIN, new Accounts.FindByLogin("nobody"))).isNull();
    store.refused(
        ErrorCode.CONFLICT, Accounts.CREATE, new Accounts.Create(ann.login(), "Ann", "hash"));
  }

  @Test
  void guestsHaveNoLogin() {
    Accounts.User guest = store.ask(Accounts.CREATE, new Accounts.Create(null, "Guest", null));
    Accounts.User other = store.ask(Accounts.CREATE, new Accounts.Create(null, "Guest", null));

    assertThat(guest.guest()).isTrue();
    assertThat(guest.id()).isNotEqualTo(other.id());
  }

  @Test
  void aTokenIsExchangedOnce() {
    Accounts.User ann = store.person("Ann");
    String id = session(ann, Duration.ofDays(1));

    assertThat(rotate(id + "-1", id + "-2")).isEqualTo(new Rotated(Outcome.ROTATED, ann, id));
    assertThat(rotate(id + "-2", id + "-3").outcome()).isEqualTo(Outcome.ROTATED);
    assertThat(rotate(id + "-1", id + "-4")).isEqualTo(new Rotated(Outcome.REUSED, null, id));
    assertThat(rotate(id + "-3", id + "-5").outcome()).isEqualTo(Outcome.EXPIRED);
    assertThat(rotate(id + "-4", id + "-6")).isEqualTo(new Rotated(Outcome.UNKNOWN, null, null));
  }

  @Test
  void ofManyAtTheSameTimeOneWinsAndTheSessionEnds() {
    String id = session(store.person("Ann"), Duration.ofDays(1));
    List<Future<Rotated>> rotations = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rotations.add(store.bus.request(Accounts.ROTATE, rotation(id + "-1", id + "-next-" + i)));
    }
    await(Future.all(rotations));

    List<Outcome> outcomes =
        rotations.stream().map(rotation -> rotation.result().outcome()).toList();
    assertThat(outcomes).containsOnlyOnce(Outcome.ROTATED);
    assertThat(outcomes.stream().filter(outcome -> outcome == Outcome.REUSED)).hasSize(19);
    assertThat(store.ask(Accounts.ENDED_SINCE, since()).sessionIds()).contains(id);
  }

  private static Accounts.EndedSince since() {
    return new Accounts.EndedSince(Instant.now().minus(Duration.ofMinutes(1)));
  }

  @Test
  void expiredAndEndedSessionsGiveNothing() {
    Accounts.User ann = store.person("Ann");
    String expired = session(ann, Duration.ofSeconds(-1));
    String ended = session(ann, Duration.ofDays(1));
    store.ask(Accounts.END_SESSION, new Accounts.EndSession(ended));
    store.ask(Accounts.END_SESSION, new Accounts.EndSession(ended));

    assertThat(rotate(expired + "-1", "x").outcome()).isEqualTo(Outcome.EXPIRED);
    assertThat(rotate(ended + "-1", "y").outcome()).isEqualTo(Outcome.EXPIRED);
    assertThat(store.ask(Accounts.ENDED_SINCE, since()).sessionIds())
        .contains(ended)
        .doesNotContain(expired);
  }

  @Test
  void whatIsOverIsDeleted() {
    Accounts.User ann = store.person("Ann");
    String over = session(ann, Duration.ofSeconds(-1));
    String alive = session(ann, Duration.ofDays(1));
    store.behind("UPDATE sessions SET created_at = now() - interval '2 days'");
    await(new CleanUp(StorePool.create(store.vertx, store.database.postgres().options(), 1)).run());

    assertThat(rotate(over + "-1", over + "-2").outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(rotate(alive + "-1", alive + "-2").outcome()).isEqualTo(Outcome.ROTATED);
    store.refused(
        ErrorCode.NOT_FOUND,
        Accounts.START_SESSION,
        new Accounts.StartSession("s", Long.MAX_VALUE, "h", Instant.now()));
  }
}
