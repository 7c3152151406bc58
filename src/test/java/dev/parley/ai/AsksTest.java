package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Ai;
import dev.parley.bus.Asking;
import dev.parley.bus.Asking.Bounds;
import dev.parley.bus.Asking.Heard;
import dev.parley.bus.Asking.Piece;
import dev.parley.bus.Asking.Speaker;
import dev.parley.bus.Asking.Taken;
import dev.parley.bus.Asking.Turn;
import dev.parley.bus.Bus;
import dev.parley.config.OpenAiConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import dev.parley.testing.Gate;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Answers for programs over the bus, with a provider over HTTP and the asker in the test's hands.
 */
class AsksTest {
  private record Told(Piece piece, Promise<Heard> room) {}

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final ScriptedProvider server = new ScriptedProvider();
  private final AiSettings settings =
      new AiSettings().openai(server.baseUrl()).model("scripted").places(1, 1);
  private final BlockingQueue<Told> pieces = new LinkedBlockingQueue<>();

  @BeforeEach
  void listen() {
    Await.result(vertx.deployVerticle(new FakeStore()));
    Await.result(bus.serve(Asking.pieces("test"), this::told).completion());
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
    server.close();
  }

  private Future<Heard> told(Piece piece) {
    Promise<Heard> room = Promise.promise();
    pieces.add(new Told(piece, room));
    return room.future();
  }

  private String deploy() {
    return Await.result(
        vertx.deployVerticle(
            new AiVerticle(
                settings.build(),
                new AiEnvironment("node-a", new MemoryGenerationLog(), () -> 1_000))));
  }

  private Future<Taken> ask(String id) {
    Turn turn = new Turn(Speaker.USER, "Hi", List.of());
    return bus.request(
        Asking.ASK, new Asking.Ask(id, "test", null, List.of(turn), new Bounds(null, List.of())));
  }

  /** The next piece of an answer that says something. */
  private Told next(String id) throws InterruptedException {
    while (true) {
      Told told = pieces.poll(20, TimeUnit.SECONDS);
      assertThat(told).as("a piece of " + id).isNotNull();
      if (told.piece().id().equals(id)
          && (told.piece().end() != null || !told.piece().text().isEmpty())) {
        return told;
      }
      told.room().complete(new Heard());
    }
  }

  /** Hears everything to the end. */
  private String rest(String id) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    while (true) {
      Told told = next(id);
      text.append(told.piece().text());
      told.room().complete(new Heard());
      if (told.piece().end() != null) {
        return text.append('|').append(told.piece().end().finish()).toString();
      }
    }
  }

  private static ErrorCode refusal(Future<?> asked) {
    return ((FailureException) Await.failure(asked)).failure().code();
  }

  @Test
  void thereIsOnePieceUnderWayAndTheRestComesTogether() throws InterruptedException {
    deploy();
    Gate more = new Gate();
    server.next(
        Script.stream().text("one ").gate(more).text("two ").text("three").finish("stop").done());
    Await.result(ask("a"));
    Told first = next("a");
    assertThat(first.piece().text()).isEqualTo("one ");
    more.open();
    assertThat(pieces.poll(200, TimeUnit.MILLISECONDS)).isNull();
    first.room().complete(new Heard());
    assertThat(rest("a")).isEqualTo("two three|STOP");
  }

  @Test
  void anAskerThatIsGoneCancels() throws InterruptedException {
    deploy();
    server.next(Script.stream().text("one ").gate(new Gate()));
    Await.result(ask("a"));
    next("a").room().fail(new FailureException(ErrorCode.NOT_FOUND, "gone"));
    Await.result(server.takeAsked().gone());
  }

  @Test
  void aCancelFreesThePlaceForTheNextInTheQueue() throws InterruptedException {
    deploy();
    server.next(Script.silence());
    Await.result(ask("a"));
    ScriptedProvider.Asked first = server.takeAsked();
    Await.result(ask("b"));
    assertThat(refusal(ask("c"))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(server.untaken()).isZero();
    bus.publish(Ai.CANCEL, new Ai.Cancel("a"));
    Await.result(first.gone());
    assertThat(rest("b")).isEqualTo("Hello from the script|STOP");
  }

  @Test
  void aModelThatCannotBeToldOfToolsIsNotAsked() {
    settings.openai(new OpenAiConfig(server.baseUrl(), null, null, true, List.of(), false));
    deploy();
    Asking.Wishes wishes =
        new Asking.Wishes(
            List.of(new Asking.Tool("clock", "", "{}")), null, null, null, null, false);
    Turn turn = new Turn(Speaker.USER, "Hi", List.of());
    Asking.Ask ask =
        new Asking.Ask("a", "test", null, List.of(turn), new Bounds(null, List.of()), wishes, null);
    assertThat(refusal(bus.request(Asking.ASK, ask))).isEqualTo(ErrorCode.INVALID_FIELD);
    assertThat(server.untaken()).isZero();
  }

  @Test
  void anAnswerThatTakesTooLongFails() throws InterruptedException {
    settings.maxDuration(Duration.ofMillis(300));
    deploy();
    server.next(Script.silence());
    Await.result(ask("a"));
    assertThat(next("a").piece().end().failure().code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
  }

  @Test
  void aStopOfTheNodeIsTold() throws InterruptedException {
    String deployment = deploy();
    server.next(Script.silence());
    Await.result(ask("a"));
    ScriptedProvider.Asked asked = server.takeAsked();
    Await.result(vertx.undeploy(deployment));
    assertThat(next("a").piece().end().failure().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    Await.result(asked.gone());
  }
}
