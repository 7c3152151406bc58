package dev.parley.store;

import dev.parley.bus.Accounts;
import dev.parley.bus.Address;
import dev.parley.bus.Attachments;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves everything that is kept in PostgreSQL. A command is committed, then published, then
 * answered.
 */
public final class StoreVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(StoreVerticle.class);
  private static final long CLEAN_UP_MS = 60_000;

  private final PgConnectOptions options;
  private final int poolSize;
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();
  private Bus bus;
  private Pool pool;

  /**
   * @param options of a database with a schema that is up to date, see {@link Migrations}
   * @param poolSize connections, shared by all instances of a Vert.x
   */
  public StoreVerticle(PgConnectOptions options, int poolSize) {
    this.options = options;
    this.poolSize = poolSize;
  }

  @Override
  public Future<?> start() {
    bus = new Bus(vertx);
    pool = StorePool.create(vertx, options, poolSize);
    serveAccounts(new AccountRepository(pool));
    serveConversations(new ConversationRepository(pool), new MemberRepository(pool));
    serveMessages(new MessageRepository(pool), new FeedbackRepository(pool));
    NameRepository names = new NameRepository(pool);
    command(Conversations.NAMED, names::named);
    query(Conversations.FIND_NAMED, names::existing);
    query(Conversations.NAMES, names::names);
    serveWhole(new DeleteRepository(pool), new CopyRepository(pool), new PageRepository(pool));
    query(Conversations.FEED, new FeedRepository(pool)::read);
    serveGenerations(new GenerationRepository(pool), new EndRepository(pool));
    serveAttachments(new AttachmentRepository(pool));
    CleanUp cleanUp = new CleanUp(pool);
    vertx.setPeriodic(CLEAN_UP_MS, tick -> cleanUp(cleanUp));
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
  }

  private void serveAccounts(AccountRepository accounts) {
    query(Accounts.CREATE, accounts::create);
    query(Accounts.FIND_BY_LOGIN, accounts::findByLogin);
    query(Accounts.FIND, accounts::find);
    query(Accounts.GUEST, accounts::guest);
    query(Accounts.START_SESSION, accounts::startSession);
    query(Accounts.ROTATE, accounts::rotate);
    query(Accounts.END_SESSION, accounts::endSession);
    query(Accounts.ENDED_SINCE, accounts::endedSince);
    query(Accounts.READ_CONTEXT, accounts::readContext);
    query(Accounts.WRITE_CONTEXT, accounts::writeContext);
  }

  private void serveConversations(ConversationRepository conversations, MemberRepository members) {
    command(Conversations.CREATE, conversations::create);
    command(Conversations.UPDATE, conversations::update);
    command(Conversations.CLEAR, new ClearRepository(pool)::clear);
    command(Conversations.MARK_READ, conversations::markRead);
    query(Conversations.LIST, conversations::list);
    query(Conversations.OPEN, conversations::open);
    command(Conversations.INVITE, members::invite);
    command(Conversations.REMOVE_MEMBER, members::remove);
  }

  private void serveWhole(DeleteRepository deletes, CopyRepository copies, PageRepository pages) {
    command(Conversations.DELETE, deletes::delete);
    command(Conversations.BATCH_DELETE, deletes::batch);
    command(Conversations.DELETE_EMPTY, deletes::empty);
    command(Conversations.FORK, copies::fork);
    command(Conversations.IMPORT, copies::importing);
    query(Conversations.MESSAGES, pages::messages);
    query(Conversations.READ_ON, pages::readOn);
  }

  private void serveMessages(MessageRepository messages, FeedbackRepository feedback) {
    command(Conversations.SEND, messages::send);
    command(Conversations.RESPOND, messages::respond);
    command(Conversations.EDIT, messages::edit);
    command(Conversations.FEEDBACK, feedback::give);
  }

  private void serveGenerations(GenerationRepository generations, EndRepository ends) {
    command(Generations.CLAIM, new Claims(generations, ends)::claim);
    query(Generations.BEAT, generations::beat);
    query(Generations.ORPHANS, generations::orphans);
    query(Generations.CHUNKS, generations::chunks);
    command(Generations.FINISH, ends::finish);
    command(Generations.REAP, ends::reap);
    command(Generations.STOP, ends::stop);
  }

  private void serveAttachments(AttachmentRepository attachments) {
    query(Attachments.BEGIN, attachments::begin);
    query(Attachments.APPEND, attachments::append);
    query(Attachments.FINISH, attachments::finish);
    query(Attachments.LINK, attachments::link);
    query(Attachments.FIND, attachments::find);
    query(Attachments.CHUNK, attachments::chunk);
  }

  private <Q, R> void command(Address<Q, R> address, Function<Q, Future<Committed<R>>> server) {
    query(
        address,
        request ->
            server
                .apply(request)
                .map(
                    committed -> {
                      committed.publications().forEach(this::publish);
                      return committed.reply();
                    }));
  }

  private void publish(Publication publication) {
    bus.publish(publication.topic(), publication.event());
  }

  private <Q, R> void query(Address<Q, R> address, Function<Q, Future<R>> server) {
    consumers.add(
        bus.serve(
            address,
            request ->
                server
                    .apply(request)
                    .recover(
                        error -> Future.failedFuture(SqlErrors.translate(address.name(), error)))));
  }

  private static void cleanUp(CleanUp cleanUp) {
    cleanUp.run().onFailure(error -> LOG.warn("Cleaning up failed: {}", error.toString()));
  }

  @Override
  public Future<?> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
        .eventually(() -> pool.close());
  }
}
