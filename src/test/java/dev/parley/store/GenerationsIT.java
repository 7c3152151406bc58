package dev.parley.store;

import static dev.parley.store.StoreFixture.await;
import static dev.parley.store.StoreFixture.sending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.bus.Events;
import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Held;
import dev.parley.chat.Change;
import dev.parley.chat.Chunk;
import dev.parley.chat.Conversation;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Message;
import dev.parley.chat.MessageType;
import dev.parley.chat.Sentiment;
import dev.parley.chat.Usage;
import dev.parley.generationlog.postgres.PostgresGenerationLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GenerationsIT {
  private static StoreFixture store;
  private static PostgresGenerationLog log;
  private Accounts.User ann;
  private Conversation conversation;

  @BeforeAll
  static void start() {
    store = new StoreFixture();
    log = new PostgresGenerationLog(store.vertx, store.database.postgres().options());
  }

  @AfterAll
  static void stop() {
    await(log.close());
    store.close();
  }

  @BeforeEach
  void converse() {
    ann = store.person("Ann");
    conversation = store.conversation(ann);
  }

  private long asked() {
    return store.send(ann, conversation, "hello").generation().id();
  }

  private static void say(long generationId, long epoch, long from, long to) {
    await(
        log.append(
            LongStream.rangeClosed(from, to)
                .mapToObj(seq -> new Chunk(generationId, epoch, seq, seq + " "))
                .toList()));
  }

  private static void expireLease(long generationId) {
    store.behind(
        "UPDATE generations SET lease_until = now() - interval '1 second' WHERE id = "
            + generationId);
  }

  private Generations.Chunks chunks(long generationId, long afterSeq) {
    return store.ask(
        Generations.CHUNKS, new Generations.ReadChunks(ann.id(), generationId, afterSeq));
  }

  private static boolean reap(long generationId) {
    return store.ask(Generations.REAP, new Generations.Reap(generationId)).applied();
  }

  @Test
  void oneNodeGetsTheLease() {
    long id = asked();
    List<Future<Generations.Job>> claims = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      claims.add(
          store.bus.request(
              Generations.CLAIM, new Generations.Claim(id, "node-" + i, 1_000, "claim-" + i)));
    }
    await(Future.all(claims));

    List<Generations.Job> jobs =
        claims.stream().map(Future::result).filter(Objects::nonNull).toList();
    assertThat(jobs).hasSize(1);
    assertThat(jobs.getFirst().generation().epoch()).isEqualTo(1);
    assertThat(jobs.getFirst().generation().state()).isEqualTo(GenerationState.RUNNING);
  }

  @Test
  void aClaimThatIsMadeAgainIsAnsweredAsBefore() {
    long id = asked();
    Generations.Claim claim = new Generations.Claim(id, "node", 60_000, "claim");
    Generations.Job job = store.ask(Generations.CLAIM, claim);

    assertThat(store.ask(Generations.CLAIM, claim).generation().epoch())
        .isEqualTo(job.generation().epoch());
    assertThat(store.ask(Generations.CLAIM, new Generations.Claim(id, "node", 60_000, "other")))
        .isNull();
  }

  @Test
  void aJobHasThePathToTheQuestion() {
    store.ask(
        Conversations.UPDATE,
        new Conversations.Update(ann.id(), conversation.id(), null, "Be brief", null, null, null));
    Result.Sent first = store.send(ann, conversation, "one");
    store.answer(first, "two");
    store.ask(
        Conversations.SEND,
        new Conversations.Send(ann.id(), conversation.id(), "n", true, null, null, null, false));
    Result.Sent third = store.send(ann, conversation, "three");
    store.answer(third, "");
    Result.Sent last = store.send(ann, conversation, "four");
    store.ask(
        Conversations.SEND,
        new Conversations.Send(
            ann.id(),
            conversation.id(),
            "another branch",
            false,
            null,
            first.message().id(),
            null,
            false));

    Generations.Job job = store.claim(last.generation().id(), "node");

    assertThat(job.context()).isEqualTo("Be brief");
    assertThat(job.turns())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("messageId")
        .containsExactly(
            new Generations.Turn(MessageType.USER, "Ann", "one"),
            new Generations.Turn(MessageType.ASSISTANT, null, "two"),
            new Generations.Turn(MessageType.NOTE, "Ann", "n"),
            new Generations.Turn(MessageType.USER, "Ann", "three"),
            new Generations.Turn(MessageType.USER, "Ann", "four"));
  }

  @Test
  void aJobHasABoundedNumberOfTurns() {
    for (int i = 0; i < Generations.MAX_TURNS; i++) {
      store.ask(Conversations.SEND, sending(ann, conversation, "m" + i, null, false));
    }

    Generations.Job job = store.claim(asked(), "node");

    assertThat(job.turns()).hasSize(Generations.MAX_TURNS);
    assertThat(job.turns().getLast().content()).isEqualTo("hello");
    assertThat(job.turns().getFirst().content()).isEqualTo("m1");
  }

  @Test
  void onlyTheOwnerRenewsAndIsToldToStop() {
    long kept = asked();
    store.claim(kept, "me");
    long lost = store.send(ann, store.conversation(ann), "x").generation().id();
    store.claim(lost, "somebody else");
    Generations.Beat beat =
        new Generations.Beat("me", 5_000, List.of(new Held(kept, 1), new Held(lost, 1)));

    Generations.BeatAnswer before = store.ask(Generations.BEAT, beat);
    Generations.StopRequested requested =
        store.ask(Generations.STOP, new Generations.RequestStop(ann.id(), null, conversation.id()));
    Generations.BeatAnswer after = store.ask(Generations.BEAT, beat);

    assertThat(before).isEqualTo(new Generations.BeatAnswer(List.of(lost), List.of()));
    assertThat(requested.stopped()).isEmpty();
    assertThat(requested.running()).containsExactly(new Generations.Owned(kept, "me"));
    assertThat(after.stop()).containsExactly(kept);
  }

  @Test
  void whatNobodyStartedStopsAtOnce() {
    long id = asked();
    List<ServerEvent.Broadcast> heard = store.listen(conversation);

    Generations.StopRequested stopped =
        store.ask(Generations.STOP, new Generations.RequestStop(ann.id(), id, null));

    assertThat(stopped.stopped()).containsExactly(id);
    assertThat(store.claim(id, "node")).isNull();
    assertThat(heard).hasSize(1);
    assertThat(chunks(id, 0).generation().state()).isEqualTo(GenerationState.STOPPED);
    assertThat(
            store.ask(Generations.STOP, new Generations.RequestStop(ann.id(), id, null)).stopped())
        .isEmpty();
  }

  @Test
  void aStopBeforeTheClaimEndsIt() {
    long id = asked();
    store.behind("UPDATE generations SET stop_requested = true WHERE id = " + id);

    assertThat(store.claim(id, "node")).isNull();
    assertThat(chunks(id, 0).generation().state()).isEqualTo(GenerationState.STOPPED);
  }

  @Test
  void thereIsOneEnd() {
    long id = asked();
    store.claim(id, "node");
    say(id, 1, 1, 2);
    List<ServerEvent.Broadcast> lists = store.listen(Events.user(ann.id()));
    Generations.Finish finish =
        new Generations.Finish(
            id,
            1,
            GenerationState.COMPLETED,
            "1 2 ",
            2,
            "m-7",
            new Usage(3, 4, false),
            new GenerationMetrics(5L, 6, 4, 7.5, Sentiment.of(-0.5)),
            null,
            null);
    List<Future<Generations.Finished>> ends = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ends.add(store.bus.request(Generations.FINISH, finish));
    }
    await(Future.all(ends));

    assertThat(ends.stream().filter(end -> end.result().applied())).hasSize(1);
    Generations.Chunks after = chunks(id, 0);
    Message message = after.message();
    assertThat(after.whole()).isTrue();
    assertThat(after.generation().lastSeq()).isEqualTo(2);
    assertThat(message.content()).isEqualTo("1 2 ");
    assertThat(message.model()).isEqualTo("m-7");
    assertThat(message.usage()).isEqualTo(new Usage(3, 4, false));
    assertThat(message.metrics())
        .isEqualTo(new GenerationMetrics(5L, 6, 4, 7.5, Sentiment.of(-0.5)));
    assertThat(lists)
        .singleElement()
        .extracting(event -> ((ServerEvent.MemberFeed) event).event().change())
        .isEqualTo(new Change.GenerationFinished(after.generation(), message));
  }

  @Test
  void aWrongEpochEndsNothing() {
    long id = asked();
    store.claim(id, "node");

    assertThat(store.finish(id, 0, GenerationState.COMPLETED, "x")).isFalse();
    assertThat(store.finish(id, 2, GenerationState.COMPLETED, "x")).isFalse();
    assertThat(store.finish(Long.MAX_VALUE, 1, GenerationState.COMPLETED, "x")).isFalse();
    assertThat(chunks(id, 0).generation().state()).isEqualTo(GenerationState.RUNNING);
  }

  @Test
  void aDeadOwnersWordsAreKeptAndItsLateOnesRefused() {
    long id = asked();
    store.claim(id, "dead");
    say(id, 1, 1, 3);
    assertThat(reap(id)).isFalse();
    expireLease(id);

    assertThat(store.ask(Generations.ORPHANS, new Generations.FindOrphans(1_000, 0)).dead())
        .contains(id);
    assertThat(reap(id)).isTrue();
    assertThat(reap(id)).isFalse();

    Generations.Chunks after = chunks(id, 1);
    assertThat(after.generation().state()).isEqualTo(GenerationState.INTERRUPTED);
    assertThat(after.generation().lastSeq()).isEqualTo(3);
    assertThat(after.message().content()).isEqualTo("1 2 3 ");
    assertThat(after.chunks().stream().map(Chunk::seq)).containsExactly(2L, 3L);
    assertThat(after.whole()).isTrue();
    assertThat(store.finish(id, 1, GenerationState.COMPLETED, "late")).isFalse();
    Future<Void> late = log.append(List.of(new Chunk(id, 1, 4, "late")));
    assertThat(late.transform(done -> Future.succeededFuture(done.cause())))
        .satisfies(
            cause ->
                assertThat(((FailureException) await(cause)).failure().code())
                    .isEqualTo(ErrorCode.CONFLICT));
  }

  @Test
  void nothingThatWasAppendedIsLostInAReap() {
    List<Long> ids = new ArrayList<>();
    List<Future<?>> all = new ArrayList<>();
    List<List<Future<Void>>> appends = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      long id = store.send(ann, store.conversation(ann), "x").generation().id();
      store.claim(id, "dead");
      expireLease(id);
      ids.add(id);
    }
    for (long id : ids) {
      List<Future<Void>> mine = new ArrayList<>();
      for (long seq = 1; seq <= 30; seq++) {
        mine.add(log.append(List.of(new Chunk(id, 1, seq, seq + " "))));
      }
      appends.add(mine);
      all.addAll(mine);
      all.add(store.bus.request(Generations.REAP, new Generations.Reap(id)));
    }
    assertThat(Future.join(all).transform(ended -> Future.succeededFuture(true)))
        .satisfies(ended -> assertThat(await(ended)).isTrue());

    for (int i = 0; i < ids.size(); i++) {
      long shown = appends.get(i).stream().filter(Future::succeeded).count();
      Generation generation = chunks(ids.get(i), 0).generation();
      assertThat(generation.state()).isEqualTo(GenerationState.INTERRUPTED);
      assertThat(generation.lastSeq()).isEqualTo(shown);
    }
  }

  @Test
  void aReapHonoursAStop() {
    long id = asked();
    store.claim(id, "dead");
    store.ask(Generations.STOP, new Generations.RequestStop(ann.id(), id, null));
    expireLease(id);

    assertThat(reap(id)).isTrue();
    assertThat(chunks(id, 0).generation().state()).isEqualTo(GenerationState.STOPPED);
  }

  @Test
  void whatWaitsTooLongIsFound() {
    long fresh = asked();
    long waiting = store.send(ann, store.conversation(ann), "x").generation().id();
    store.behind(
        "UPDATE generations SET created_at = now() - interval '4 seconds' WHERE id = " + waiting);

    assertThat(store.ask(Generations.ORPHANS, new Generations.FindOrphans(1_000, 0)).waiting())
        .contains(waiting)
        .doesNotContain(fresh);
  }

  @Test
  void openingShowsWhatIsBeingWritten() {
    long id = asked();
    store.claim(id, "node");
    say(id, 1, 1, 3);

    Conversations.Opened opened =
        store.ask(Conversations.OPEN, new Conversations.Open(ann.id(), conversation.id()));

    assertThat(opened.running()).hasSize(1);
    assertThat(opened.running().getFirst().content()).isEqualTo("1 2 3 ");
    assertThat(opened.running().getFirst().generation().lastSeq()).isEqualTo(3);
    store.finish(id, 1, GenerationState.COMPLETED, "1 2 3 ");
    assertThat(
            store
                .ask(Conversations.OPEN, new Conversations.Open(ann.id(), conversation.id()))
                .running())
        .isEmpty();
  }

  @Test
  void aGapInTheLogIsSaid() {
    long id = asked();
    store.claim(id, "node");
    say(id, 1, 1, 4);

    assertThat(chunks(id, 4).whole()).isTrue();
    assertThat(chunks(id, 5).whole()).isFalse();
    store.behind("DELETE FROM generation_chunks WHERE seq = 2 AND generation_id = " + id);
    assertThat(chunks(id, 0).whole()).isFalse();
    assertThat(chunks(id, 2).whole()).isTrue();
  }

  @Test
  void oldChunksAreDeletedAndSaidToBe() {
    long old = asked();
    store.claim(old, "node");
    say(old, 1, 1, 1);
    store.ask(
        Generations.FINISH,
        new Generations.Finish(
            old, 1, GenerationState.COMPLETED, "1 ", 1, "m", null, null, null, null));
    long running = asked();
    store.claim(running, "node");
    say(running, 1, 1, 1);
    long recent = store.send(ann, store.conversation(ann), "x").generation().id();
    store.claim(recent, "node");
    say(recent, 1, 1, 1);
    store.finish(recent, 1, GenerationState.COMPLETED, "1 ");
    store.behind(
        "UPDATE generations SET ended_at = now() - interval '16 minutes' WHERE id = " + old);
    await(new CleanUp(StorePool.create(store.vertx, store.database.postgres().options(), 1)).run());

    assertThat(await(log.read(old, 0))).isEmpty();
    assertThat(await(log.read(running, 0))).hasSize(1);
    assertThat(await(log.read(recent, 0))).hasSize(1);
    assertThat(chunks(old, 0).whole()).isFalse();
    assertThat(chunks(old, 1).whole()).isTrue();
    assertThat(chunks(old, 0).message().content()).isEqualTo("1 ");
  }
}
