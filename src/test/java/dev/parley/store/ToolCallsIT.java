package dev.parley.store;

import static dev.parley.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.bus.Tools;
import dev.parley.bus.Tools.CallNote;
import dev.parley.chat.Change;
import dev.parley.chat.Conversation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Message;
import dev.parley.chat.ToolCall;
import dev.parley.chat.ToolCall.Outcome;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tools were called for an answer, and who may say so. */
final class ToolCallsIT {
  private static StoreFixture store;
  private Accounts.User ann;
  private Conversation conversation;
  private Result.Sent sent;
  private long generation;
  private long epoch;

  @BeforeAll
  static void start() {
    store = new StoreFixture();
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void ask() {
    ann = store.person("Ann");
    conversation = store.conversation(ann);
    sent = store.send(ann, conversation, "hello");
    generation = sent.generation().id();
    epoch = store.claim(generation, "node-a").generation().epoch();
  }

  private static CallNote waits(int ordinal) {
    return note(ordinal, null, null, null);
  }

  private static CallNote started(int ordinal) {
    return note(ordinal, "{}", null, null);
  }

  private static CallNote ended(int ordinal, String said) {
    return note(ordinal, "{}", Outcome.OK, said);
  }

  private static CallNote note(int ordinal, String arguments, Outcome outcome, String detail) {
    return new CallNote(ordinal, "" + ordinal, "clock", arguments, outcome, detail, null);
  }

  private Tools.Note of(CallNote... calls) {
    return new Tools.Note(generation, epoch, List.of(calls));
  }

  private void write(CallNote... calls) {
    store.ask(Tools.NOTE, of(calls));
  }

  private void refused(ErrorCode code, CallNote call) {
    store.refused(code, Tools.NOTE, of(call));
  }

  private void conflict(long generationId, long ofEpoch) {
    store.refused(
        ErrorCode.CONFLICT, Tools.NOTE, new Tools.Note(generationId, ofEpoch, List.of(waits(1))));
  }

  /** The answer, as a page of the conversation has it. */
  private Message answer() {
    return store
        .ask(
            Conversations.MESSAGES,
            new Conversations.LoadMessages(ann.id(), conversation.id(), null, 10))
        .messages()
        .getLast();
  }

  private List<ToolCall> calls() {
    return answer().toolCalls();
  }

  private long rows() {
    try (Connection connection = store.database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM tool_calls WHERE generation_id = " + generation)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void reap() {
    store.behind(
        "UPDATE generations SET lease_until = now() - interval '1 minute' WHERE id = "
            + generation);
    store.ask(Generations.REAP, new Generations.Reap(generation));
  }

  @Test
  void anAnswerCarriesItsCallsWhereverItIsRead() {
    write(new CallNote(2, "2", "li\0ght", "{}", Outcome.ERROR, "locked", 77L));
    write(waits(3), ended(1, "noon"));

    List<ToolCall> calls = calls();
    assertThat(calls).extracting(ToolCall::callId).containsExactly("1", "2", "3");
    assertThat(calls.get(0).detail()).isEqualTo("noon");
    assertThat(calls.get(0).startedAt()).isNotNull();
    assertThat(calls.get(1))
        .returns("li\uFFFDght", ToolCall::tool)
        .returns("{}", ToolCall::arguments)
        .returns(Outcome.ERROR, ToolCall::outcome)
        .returns("locked", ToolCall::detail)
        .returns(77L, ToolCall::resultId);
    assertThat(calls.get(2))
        .returns(null, ToolCall::arguments)
        .returns(null, ToolCall::outcome)
        .returns(null, ToolCall::startedAt)
        .returns(null, ToolCall::endedAt);
    assertThat(
            store
                .ask(
                    Conversations.READ_ON,
                    new Conversations.ReadOn(ann.id(), conversation.id(), 0, 9))
                .messages()
                .getLast()
                .toolCalls())
        .isEqualTo(calls);
    assertThat(
            store
                .ask(Conversations.OPEN, new Conversations.Open(ann.id(), conversation.id()))
                .running()
                .getFirst()
                .toolCalls())
        .isEqualTo(calls);
    assertThat(
            store
                .ask(Generations.CHUNKS, new Generations.ReadChunks(ann.id(), generation, 0))
                .message()
                .toolCalls())
        .isEqualTo(calls);
  }

  @Test
  void whatIsKnownStaysWhateverIsLostRepeatedOrLate() {
    write(ended(1, "noon"));
    List<ToolCall> first = calls();
    write(started(1));
    write(waits(1));
    write(ended(1, "midnight"));
    write(note(1, null, Outcome.DECLINED, "no"));
    assertThat(calls()).isEqualTo(first);
  }

  @Test
  void aCallGoesThroughItsPhases() {
    write(waits(1));
    assertThat(calls().getFirst().arguments()).isNull();
    write(started(1));
    assertThat(calls().getFirst().arguments()).isEqualTo("{}");
    assertThat(calls().getFirst().endedAt()).isNull();
    write(ended(1, "noon"));
    assertThat(calls().getFirst().outcome()).isEqualTo(Outcome.OK);
    assertThat(calls().getFirst().endedAt()).isAfterOrEqualTo(calls().getFirst().startedAt());
    assertThat(rows()).isOne();
  }

  @Test
  void onlyTheOwnerOfARunningAnswerWrites() {
    Result.Sent other = store.send(ann, conversation, "and?");
    long queued = other.generation().id();
    conflict(queued, 0);
    conflict(generation, epoch - 1);
    conflict(generation, epoch + 1);
    store.finish(generation, epoch, GenerationState.COMPLETED, "done");
    refused(ErrorCode.CONFLICT, started(1));
    assertThat(rows()).isZero();
  }

  @Test
  void whatADeadOwnerToldStaysAndWhatItDoesNotFinishIsCancelled() {
    write(ended(1, "noon"));
    write(started(2));
    write(waits(3));
    reap();
    refused(ErrorCode.CONFLICT, ended(2, "too late"));
    assertThat(calls())
        .extracting(ToolCall::outcome)
        .containsExactly(Outcome.OK, Outcome.CANCELLED, Outcome.CANCELLED);
    assertThat(calls().get(1))
        .returns("{}", ToolCall::arguments)
        .returns(ToolCall.ANSWER_ENDED, ToolCall::detail)
        .returns(null, ToolCall::endedAt);
  }

  @Test
  void theEndOfAnAnswerTellsAllThatWasTaken() {
    List<Future<Boolean>> written = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      written.add(store.bus.request(Tools.NOTE, of(ended(i, "noon"))).map(true).otherwise(false));
    }
    store.finish(generation, epoch, GenerationState.COMPLETED, "done");
    for (int i = 41; i <= 60; i++) {
      written.add(store.bus.request(Tools.NOTE, of(ended(i, "late"))).map(true).otherwise(false));
    }
    await(Future.all(written));
    List<String> taken =
        IntStream.rangeClosed(1, 60)
            .filter(i -> written.get(i - 1).result())
            .mapToObj(String::valueOf)
            .toList();
    Change change = store.feed(ann, conversation, 0).events().getLast().change();
    assertThat(((Change.GenerationFinished) change).message().toolCalls())
        .extracting(ToolCall::callId)
        .containsExactlyElementsOf(taken);
    assertThat(calls()).extracting(ToolCall::detail).containsOnly("noon");
  }

  @Test
  void whatIsWrittenIsBounded() {
    String name = "x".repeat(ToolCall.MAX_NAME);
    String text = "\u00e9".repeat(ToolCall.MAX_DETAIL);
    write(new CallNote(Tools.MAX_CALLS, "a", name, text, Outcome.OK, text, null));
    refused(ErrorCode.INVALID_FIELD, waits(Tools.MAX_CALLS + 1));
    refused(ErrorCode.INVALID_FIELD, waits(0));
    refused(ErrorCode.INVALID_FIELD, ended(1, text + "x"));
    refused(ErrorCode.INVALID_FIELD, note(1, text + "x", null, null));
    refused(ErrorCode.INVALID_FIELD, new CallNote(1, "1", name + "x", null, null, null, null));
    assertThat(rows()).isOne();
  }

  @Test
  void callsGoWithTheAnswer() {
    write(ended(1, "noon"));
    store.finish(generation, epoch, GenerationState.COMPLETED, "done");
    assertThat(calls()).hasSize(1);
    store.ask(
        Conversations.DELETE_MESSAGE,
        new Conversations.DeleteMessage(ann.id(), sent.generation().messageId()));
    assertThat(calls()).isEmpty();
    assertThat(rows()).isZero();
  }

  @Test
  void callsGoWhenTheConversationIsCleared() {
    write(ended(1, "noon"));
    store.finish(generation, epoch, GenerationState.COMPLETED, "done");
    store.ask(Conversations.CLEAR, new Conversations.Clear(ann.id(), conversation.id()));
    assertThat(rows()).isZero();
  }

  @Test
  void callsGoWithTheConversation() {
    write(ended(1, "noon"));
    store.finish(generation, epoch, GenerationState.COMPLETED, "done");
    store.ask(Conversations.DELETE, new Conversations.Delete(ann.id(), conversation.id()));
    assertThat(rows()).isZero();
  }
}
