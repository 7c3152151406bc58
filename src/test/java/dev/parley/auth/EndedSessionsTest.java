package dev.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.config.Secret;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndedSessionsTest {
  private static final Duration TTL = Duration.ofMinutes(15);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final ManualClock clock = new ManualClock();
  private final List<Instant> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    Await.result(vertx.close());
  }

  @Test
  void knowsWhatEndedBeforeItStarted() throws Exception {
    serve("before");
    EndedSessions ended = create(10);
    assertThat(ended.isLoaded()).isFalse();
    Await.result(ended.start());

    assertThat(ended.isLoaded()).isTrue();
    assertThat(ended.refuses(token("before"))).isTrue();
    assertThat(ended.refuses(token("other"))).isFalse();
    assertThat(asked).allMatch(since -> !since.isAfter(clock.instant().minus(TTL)));
  }

  @Test
  void hearsOfSessionsThatEnd() throws Exception {
    serve();
    EndedSessions ended = create(10);
    Await.result(ended.start());
    Promise<Void> heard = Promise.promise();
    bus.publish(Events.SESSION_ENDED, new Events.SessionEnded("now"));
    vertx.setPeriodic(5, id -> completeWhen(ended.refuses(token("now")), heard));
    Await.result(heard.future());
  }

  @Test
  void findsOutLaterWhatTheBusLost() throws Exception {
    serve("lost");
    EndedSessions ended = create(10);
    Await.result(ended.load());
    clock.advance(Duration.ofSeconds(30));
    Instant before = clock.instant().minus(Duration.ofSeconds(30));
    Await.result(ended.load());

    assertThat(ended.refuses(token("lost"))).isTrue();
    assertThat(asked.getLast()).isBefore(before).isAfter(before.minus(TTL));
  }

  @Test
  void tokensAreRefusedUntilItIsKnownWhatEnded() throws Exception {
    EndedSessions ended = create(10);
    Tokens tokens = new Tokens(vertx, new Secret("k".repeat(32)), TTL, clock);
    Authenticator authenticator = new Authenticator(tokens, ended);
    String token =
        tokens.issue(new Accounts.User(1, "ada", "Ada", false, clock.instant()), "session");

    Await.result(ended.load());
    assertThat(Await.refusal(authenticator.authenticate(token))).isEqualTo(ErrorCode.UNAVAILABLE);

    serve();
    Await.result(ended.load());
    assertThat(Await.result(authenticator.authenticate(token)).sessionId()).isEqualTo("session");
    ended.add("session");
    assertThat(Await.refusal(authenticator.authenticate(token))).isEqualTo(ErrorCode.INVALID_TOKEN);
    assertThat(Await.refusal(authenticator.authenticate(null))).isEqualTo(ErrorCode.AUTH_REQUIRED);
  }

  @Test
  void forgetsASessionWhenItsTokensHaveExpired() {
    EndedSessions ended = create(10);
    Identity token = token("old");
    ended.add("old");
    clock.advance(TTL);
    ended.add("next");
    assertThat(ended.refuses(token)).isFalse();
  }

  @Test
  void whenFullItRefusesAllTokensThatAreAsOldAsTheSessionItDropped() {
    EndedSessions ended = create(2);
    Identity dropped = token("first");
    Identity bystander = token("bystander");
    ended.add("first");
    clock.advance(Duration.ofSeconds(1));
    Identity younger = token("younger");
    ended.add("second");
    ended.add("third");

    assertThat(ended.refuses(dropped)).isTrue();
    assertThat(ended.refuses(bystander)).isTrue();
    assertThat(ended.refuses(younger)).isFalse();
    assertThat(ended.refuses(token("third"))).isTrue();
  }

  @Test
  void closesTheConnectionsOfASessionWhoseEndTheBusLost() throws Exception {
    serve("lost");
    EndedSessions ended = create(10);
    Promise<String> rung = Promise.promise();
    bus.subscribe(Events.SESSION_ENDED, event -> rung.tryComplete(event.sessionId()));
    ended.loaded(clock.instant());
    Await.result(ended.load());

    assertThat(Await.result(rung.future())).isEqualTo("lost");
  }

  @Test
  void asksOthersForWhatItHasNotHeard() throws Exception {
    Promise<String> rung = Promise.promise();
    bus.subscribe(Events.SESSION_ENDED, event -> rung.tryComplete(event.sessionId()));
    EndedSessions ended = create(10, only("elsewhere"));

    assertThat(Await.result(ended.hasEnded(token("going on")))).isFalse();
    assertThat(Await.result(ended.hasEnded(token("elsewhere")))).isTrue();
    assertThat(ended.refuses(token("elsewhere"))).isTrue();
    assertThat(Await.result(rung.future())).isEqualTo("elsewhere");
  }

  @Test
  void goesByWhatItKnowsWhileOthersCannotBeAsked() throws Exception {
    EndedSessions ended = create(10, only(null));
    Await.result(ended.end("here"));

    assertThat(Await.result(ended.hasEnded(token("here")))).isTrue();
    assertThat(Await.result(ended.hasEnded(token("other")))).isFalse();
  }

  /** Knows one session; null when it is away. */
  private static EndedEverywhere only(String ended) {
    return new EndedEverywhere() {
      @Override
      public Future<Void> add(String sessionId) {
        return contains(sessionId).mapEmpty();
      }

      @Override
      public Future<Boolean> contains(String sessionId) {
        return ended == null
            ? Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, "away"))
            : Future.succeededFuture(ended.equals(sessionId));
      }
    };
  }

  private EndedSessions create(int max) {
    return create(max, EndedEverywhere.alone());
  }

  private EndedSessions create(int max, EndedEverywhere everywhere) {
    return new EndedSessions(vertx, bus, TTL, clock, max, everywhere, Duration.ofSeconds(30));
  }

  private Identity token(String sessionId) {
    return new Identity(1, "Ada", false, sessionId, clock.instant().plus(TTL));
  }

  private void serve(String... ended) {
    bus.serve(
        Accounts.ENDED_SINCE,
        request -> {
          asked.add(request.since());
          return Future.succeededFuture(new Accounts.EndedSessions(List.of(ended)));
        });
  }

  private static void completeWhen(boolean condition, Promise<Void> promise) {
    if (condition) {
      promise.tryComplete();
    }
  }
}
