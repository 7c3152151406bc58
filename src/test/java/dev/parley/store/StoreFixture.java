package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.bus.Accounts;
import dev.parley.bus.Address;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Events;
import dev.parley.bus.Generations;
import dev.parley.chat.Conversation;
import dev.parley.chat.GenerationState;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.Broadcast;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.testing.Await;
import dev.parley.testing.TestDatabase;
import dev.parley.usage.Terms;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A store on a database of its own, spoken to over the bus. */
final class StoreFixture implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int POOL_SIZE = 8;

  final TestDatabase database = TestDatabase.create();
  final Vertx vertx = Vertx.vertx();
  final Bus bus = new Bus(vertx);

  StoreFixture() {
    this(vertx -> null);
  }

  /**
   * @param fast makes the log beside the database's
   */
  StoreFixture(Function<Vertx, FastLog> fast) {
    this(fast, Terms.FREE);
  }

  StoreFixture(Terms terms) {
    this(vertx -> null, terms);
  }

  private StoreFixture(Function<Vertx, FastLog> fast, Terms terms) {
    PgConnectOptions options = database.postgres().options();
    FastLog log = fast.apply(vertx);
    await(vertx.deployVerticle(new StoreVerticle(options, POOL_SIZE, log, terms)));
    await(vertx.deployVerticle(new StoreVerticle(options, POOL_SIZE, log, terms)));
  }

  static <T> T await(Future<T> future) {
    return Await.result(future);
  }

  <Q, R> R ask(Address<Q, R> address, Q request) {
    return await(bus.request(address, request));
  }

  <Q, R> void refused(ErrorCode code, Address<Q, R> address, Q request) {
    Throwable error = catchThrowable(() -> ask(address, request));
    assertThat(error).as(address.name()).isInstanceOf(FailureException.class);
    assertThat(((FailureException) error).failure().code()).as(address.name()).isEqualTo(code);
  }

  /** A new account; its login name is unique. */
  Accounts.User person(String name) {
    String login = name.toLowerCase(Locale.ROOT) + NUMBER.incrementAndGet();
    return ask(Accounts.CREATE, new Accounts.Create(login, name, "hash"));
  }

  Conversation conversation(Accounts.User owner) {
    return ask(Conversations.CREATE, new Conversations.Create(owner.id(), null, null, null));
  }

  void invite(Accounts.User owner, Conversation conversation, Accounts.User invitee) {
    ask(
        Conversations.INVITE,
        new Conversations.Invite(owner.id(), conversation.id(), invitee.login()));
  }

  Result.Sent send(Accounts.User sender, Conversation conversation, String content) {
    return ask(Conversations.SEND, sending(sender, conversation, content, null, true));
  }

  static Conversations.Send sending(
      Accounts.User sender,
      Conversation conversation,
      String content,
      String key,
      boolean respond) {
    return new Conversations.Send(
        sender.id(), conversation.id(), content, false, key, null, null, respond);
  }

  Generations.Job claim(long generationId, String owner) {
    return ask(Generations.CLAIM, new Generations.Claim(generationId, owner, 60_000, owner));
  }

  boolean finish(long generationId, long epoch, GenerationState state, String content) {
    return ask(
            Generations.FINISH,
            new Generations.Finish(
                generationId, epoch, state, content, 0, "m-1", null, null, null, null))
        .applied();
  }

  /** Claims and completes an answer. */
  void answer(Result.Sent sent, String content) {
    long id = sent.generation().id();
    long epoch = claim(id, "node").generation().epoch();
    assertThat(finish(id, epoch, GenerationState.COMPLETED, content)).isTrue();
  }

  /** The conversation as the person sees it. */
  Conversation view(Accounts.User person, Conversation conversation) {
    return ask(Conversations.OPEN, new Conversations.Open(person.id(), conversation.id()))
        .conversation();
  }

  Conversations.Feed feed(Accounts.User person, Conversation conversation, long afterSeq) {
    return ask(
        Conversations.FEED, new Conversations.ReadFeed(person.id(), conversation.id(), afterSeq));
  }

  /** Everything that is published to a topic from now on. */
  List<Broadcast> listen(Address<Broadcast, Void> topic) {
    List<Broadcast> heard = new CopyOnWriteArrayList<>();
    await(bus.subscribe(topic, heard::add).completion());
    return heard;
  }

  List<Broadcast> listen(Conversation conversation) {
    return listen(Events.conversation(conversation.id()));
  }

  /** Changes rows behind the store's back, such as the time of something. */
  void behind(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
    database.close();
  }
}
