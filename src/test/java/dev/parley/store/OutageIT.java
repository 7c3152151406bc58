package dev.parley.store;

import static dev.parley.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.bus.Accounts;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.chat.Chunk;
import dev.parley.chat.Conversation;
import dev.parley.chat.FeedEvent;
import dev.parley.generationlog.postgres.PostgresGenerationLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.store.embedded.EmbeddedDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL goes away and comes back on the same port. */
final class OutageIT {
  private static final Path FOLDER = Path.of("target", "outage-database");
  private static final int MESSAGES = 60;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private EmbeddedDatabase server;
  private Accounts.User ann;
  private Conversation conversation;

  @BeforeEach
  void start() {
    server = EmbeddedDatabase.start(FOLDER);
    Migrations.run(server.url());
    await(vertx.deployVerticle(new StoreVerticle(server.url().options(), 4)));
    ann = await(bus.request(Accounts.CREATE, new Accounts.Create(null, "Ann", null)));
    conversation =
        await(
            bus.request(
                Conversations.CREATE, new Conversations.Create(ann.id(), null, null, null)));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    server.close();
  }

  /** Sends until it is acknowledged. */
  private Future<Result.Sent> insist(int number) {
    Conversations.Send send =
        StoreFixture.sending(ann, conversation, "m" + number, "key-" + number, false);
    return bus.request(Conversations.SEND, send)
        .recover(error -> vertx.timer(50).compose(later -> insist(number)));
  }

  @Test
  void whatWasAcknowledgedIsThereOnceAndServiceReturns() {
    List<Future<Result.Sent>> sends = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      sends.add(insist(i));
    }
    await(sends.getFirst());
    server.close();
    FailureException refused =
        catchThrowableOfType(
            FailureException.class,
            () -> await(bus.request(Accounts.FIND, new Accounts.Find(ann.id()))));
    assertThat(refused.failure())
        .isEqualTo(new Failure(ErrorCode.UNAVAILABLE, "The database cannot be reached"));

    server = EmbeddedDatabase.start(FOLDER);
    await(Future.all(sends));

    Conversations.Feed feed =
        await(
            bus.request(
                Conversations.FEED, new Conversations.ReadFeed(ann.id(), conversation.id(), 0)));
    // And one entry for the title.
    assertThat(feed.events().stream().map(FeedEvent::seq))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, MESSAGES + 1).boxed().toList());
    assertThat(sends.stream().map(sent -> sent.result().message().id()).distinct())
        .hasSize(MESSAGES);
  }

  @Test
  void theLogWaitsForAShortOutage() {
    PostgresGenerationLog log = new PostgresGenerationLog(vertx, server.url().options());
    Result.Sent sent =
        await(
            bus.request(
                Conversations.SEND, StoreFixture.sending(ann, conversation, "hello", null, true)));
    long id = sent.generation().id();
    await(bus.request(Generations.CLAIM, new Generations.Claim(id, "node", 60_000, "claim")));
    await(log.append(List.of(new Chunk(id, 1, 1, "before "))));
    server.close();
    Future<Void> during = log.append(List.of(new Chunk(id, 1, 2, "during ")));
    server = EmbeddedDatabase.start(FOLDER);

    await(during);
    assertThat(await(log.read(id, 0)).stream().map(Chunk::content))
        .containsExactly("before ", "during ");
    await(log.close());
  }
}
