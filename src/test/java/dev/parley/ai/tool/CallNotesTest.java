package dev.parley.ai.tool;

import static dev.parley.ai.tool.LoopFixture.call;
import static dev.parley.ai.tool.LoopFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.Puppet;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.bus.Tools;
import dev.parley.bus.Tools.CallNote;
import dev.parley.chat.ToolCall.Outcome;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.ToolActivity.Phase;
import dev.parley.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written down of calls, and when people are told. */
class CallNotesTest {
  private final LoopFixture loop = new LoopFixture();
  private final TestTool clock = TestTool.saying("clock", "noon");
  private final TestTool light =
      new TestTool("light", Effect.CHANGES, call -> Future.succeededFuture(Result.of("on")));

  @AfterEach
  void close() {
    loop.close();
  }

  private CallNote noted() throws InterruptedException {
    CallNote note = loop.noted.poll(20, TimeUnit.SECONDS);
    assertThat(note).isNotNull();
    return note;
  }

  private static CallNote note(
      int ordinal, String tool, String arguments, Outcome outcome, String detail) {
    return new CallNote(ordinal, String.valueOf(ordinal), tool, arguments, outcome, detail, null);
  }

  @Test
  void eachChangeOfACallIsOneNote() throws InterruptedException {
    loop.want(loop.start(clock), "", new ToolCall("a", "clock", "{\"zone\":\"UTC\"}"));
    loop.say(loop.provider.call(1), "Noon.");
    Await.result(loop.ear.end.future());
    assertThat(noted()).isEqualTo(note(1, "clock", "{\"zone\":\"UTC\"}", null, null));
    assertThat(noted()).isEqualTo(note(1, "clock", "{\"zone\":\"UTC\"}", Outcome.OK, "noon"));
    assertThat(loop.noted).isEmpty();
  }

  @Test
  void whatOnlyWhoIsAskedGetsToSeeIsNotWrittenDown() throws InterruptedException {
    loop.want(loop.start(light), "", new ToolCall("a", "light", "{\"room\":\"secret\"}"));
    loop.asked();
    loop.told(Phase.CONFIRM);
    // The question is told again, which is no change.
    Await.result(loop.decide(loop.asked(), LoopFixture.ADA.userId(), false));
    loop.told(Phase.FAILED);
    assertThat(noted()).isEqualTo(note(1, "light", null, null, null));
    assertThat(noted())
        .isEqualTo(note(1, "light", null, Outcome.DECLINED, "The person did not agree"));
    assertThat(loop.noted).isEmpty();
  }

  @Test
  void longTextsAreWrittenDownAsTheyAreTold() throws InterruptedException {
    TestTool book = TestTool.saying("book", "x".repeat(5_000) + "\0");
    String arguments = "{\"a\":\"" + "y".repeat(5_000) + "\"}";
    loop.want(loop.start(book), "", new ToolCall("a", "book", arguments));
    assertThat(noted().arguments()).hasSize(500).isEqualTo(loop.told(Phase.STARTED).detail());
    CallNote end = noted();
    assertThat(end.arguments()).hasSize(500);
    assertThat(end.detail()).hasSize(500).isEqualTo(loop.told(Phase.FINISHED).detail());
  }

  @Test
  void peopleAreToldWhatIsWrittenAndTheToolDoesNotWaitForThat() {
    Promise<Tools.Noted> disk = Promise.promise();
    loop.writing = note -> disk.future();
    loop.want(loop.start(clock), "", call("a", "clock"));
    assertThat(result(loop.provider.call(1))).isEqualTo("noon");
    loop.settle();
    assertThat(loop.told).isEmpty();
    disk.complete(new Tools.Noted());
    loop.told(Phase.STARTED);
    loop.told(Phase.FINISHED);
  }

  @Test
  void theEndWaitsForWhatIsUnderWay() {
    Promise<Tools.Noted> disk = Promise.promise();
    loop.writing = note -> disk.future();
    loop.want(loop.start(clock), "", call("a", "clock"));
    loop.say(loop.provider.call(1), "Noon.");
    loop.settle();
    assertThat(loop.ear.end.future().isComplete()).isFalse();
    disk.complete(new Tools.Noted());
    Await.result(loop.ear.end.future());
    loop.told(Phase.FINISHED);
  }

  @Test
  void theEndDoesNotWaitForEver() {
    Promise<Tools.Noted> never = Promise.promise();
    loop.writing = note -> never.future();
    loop.want(loop.start(clock), "", call("a", "clock"));
    loop.say(loop.provider.call(1), "Noon.");
    Await.result(loop.ear.end.future());
    assertThat(loop.ear.failure).isNull();
  }

  @Test
  void nothingIsEndedTwiceThatIsCancelledMeanwhile() {
    Promise<Tools.Noted> disk = Promise.promise();
    loop.writing = note -> disk.future();
    loop.want(loop.start(clock), "", call("a", "clock"));
    loop.say(loop.provider.call(1), "Noon.");
    Await.run(loop.context, loop.call::cancel);
    disk.complete(new Tools.Noted());
    loop.told(Phase.FINISHED);
    loop.settle();
    assertThat(loop.ear.end.future().isComplete()).isFalse();
  }

  @Test
  void whereNobodyWritesTheAnswerGoesOnAndPeopleAreTold() {
    loop.writing = failing(ErrorCode.UNAVAILABLE);
    loop.want(loop.start(clock), "", call("a", "clock"));
    Puppet.Strings second = loop.provider.call(1);
    assertThat(result(second)).isEqualTo("noon");
    loop.told(Phase.STARTED);
    loop.told(Phase.FINISHED);
    loop.say(second, "Noon.");
    Await.result(loop.ear.end.future());
    assertThat(loop.ear.failure).isNull();
  }

  @Test
  void nobodyIsToldOfAnAnswerThatTheStoreSaysIsSomebodyElses() {
    loop.writing = failing(ErrorCode.CONFLICT);
    loop.want(loop.start(clock), "", call("a", "clock"));
    loop.say(loop.provider.call(1), "Noon.");
    Await.result(loop.ear.end.future());
    loop.settle();
    assertThat(loop.told).isEmpty();
  }

  @Test
  void whatComesMeanwhileGoesTogetherInItsOrder() {
    Promise<Tools.Noted> disk = Promise.promise();
    List<Tools.Note> requests = new CopyOnWriteArrayList<>();
    loop.writing =
        note -> {
          requests.add(note);
          return disk.future();
        };
    loop.want(loop.start(clock), "", call("a", "clock"), call("b", "clock"), call("c", "clock"));
    loop.provider.call(1);
    loop.settle();
    assertThat(requests).hasSize(1);
    disk.complete(new Tools.Noted());
    for (String id : List.of("1", "2", "3")) {
      assertThat(loop.told(Phase.FINISHED).callId()).isEqualTo(id);
    }
    assertThat(requests).hasSize(2);
    assertThat(requests.getLast().calls())
        .extracting(CallNote::ordinal)
        .containsExactlyInAnyOrder(1, 2, 3);
    assertThat(requests)
        .allMatch(note -> note.generationId() == LoopFixture.GENERATION)
        .allMatch(note -> note.epoch() == LoopFixture.EPOCH);
  }

  @Test
  void callsAreCountedThroughAllRounds() {
    Puppet.Strings first = loop.start(clock);
    loop.want(first, "", call("a", "clock"), call("a", "unheard of"));
    loop.want(loop.provider.call(1), "", call("a", "clock"));
    loop.say(loop.provider.call(2), "Noon.");
    Await.result(loop.ear.end.future());
    List<CallNote> ends = loop.noted.stream().filter(note -> note.outcome() != null).toList();
    assertThat(ends).extracting(CallNote::ordinal).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(ends)
        .filteredOn(note -> note.ordinal() == 2)
        .allMatch(note -> note.outcome() == Outcome.REFUSED && note.arguments() == null);
  }

  private static Function<Tools.Note, Future<Tools.Noted>> failing(ErrorCode code) {
    return note -> Future.failedFuture(new FailureException(code, "not now"));
  }
}
