package dev.parley.store;

import dev.parley.bus.Accounts;
import dev.parley.bus.Administration;
import dev.parley.bus.Attachments;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.bus.Shares;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves everything that is kept in PostgreSQL. A command is committed, then published, then
 * answered.
 */
public final class StoreVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(StoreVerticle.class);
  private static final long CLEAN_UP_MS = 60_000;
  private static final long UNCLAIMED_MS = 5_000;

  private final PgConnectOptions options;
  private final int poolSize;
  private final FastLog fast;
  private Serving serve;
  private Pool pool;

  /**
   * @param options of a database with a schema that is up to date, see {@link Migrations}
   * @param poolSize connections, shared by all instances of a Vert.x
   */
  public StoreVerticle(PgConnectOptions options, int poolSize) {
    this(options, poolSize, null);
  }

  /**
   * @param fast where running generations begin to be logged; null when that is the database
   */
  public StoreVerticle(PgConnectOptions options, int poolSize, FastLog fast) {
    this.options = options;
    this.poolSize = poolSize;
    this.fast = fast;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    serve = new Serving(bus);
    pool = StorePool.create(vertx, options, poolSize);
    serveAccounts(new AccountRepository(pool));
    serveShares(new ShareRepository(pool));
    serveAdministration(new AdministrationRepository(pool));
    Spoken spoken = new Spoken(fast, bus, pool);
    serveConversations(new ConversationRepository(pool, spoken), new MemberRepository(pool));
    serveMessages(new MessageRepository(pool), new FeedbackRepository(pool));
    NameRepository names = new NameRepository(pool);
    serve.command(Conversations.NAMED, names::named);
    serve.query(Conversations.FIND_NAMED, names::existing);
    serve.query(Conversations.NAMES, names::names);
    serveWhole(new DeleteRepository(pool), new CopyRepository(pool), new PageRepository(pool));
    serve.query(Conversations.FEED, new FeedRepository(pool)::read);
    EndRepository ends = new EndRepository(pool, spoken);
    serveGenerations(new GenerationRepository(pool, spoken), ends);
    serveAttachments(new AttachmentRepository(pool));
    CleanUp cleanUp = new CleanUp(pool);
    vertx.setPeriodic(CLEAN_UP_MS, tick -> logFailure(cleanUp.run()));
    Unclaimed unclaimed = new Unclaimed(pool, ends, bus);
    vertx.setPeriodic(UNCLAIMED_MS, tick -> logFailure(unclaimed.end(serve::publish)));
    return serve.registered();
  }

  private void serveAccounts(AccountRepository accounts) {
    serve.query(Accounts.CREATE, accounts::create);
    serve.query(Accounts.FIND_BY_LOGIN, accounts::findByLogin);
    serve.query(Accounts.FIND, accounts::find);
    serve.query(Accounts.GUEST, accounts::guest);
    serve.query(Accounts.START_SESSION, accounts::startSession);
    serve.query(Accounts.ROTATE, accounts::rotate);
    serve.query(Accounts.END_SESSION, accounts::endSession);
    serve.query(Accounts.ENDED_SINCE, accounts::endedSince);
    serve.query(Accounts.READ_CONTEXT, accounts::readContext);
    serve.query(Accounts.WRITE_CONTEXT, accounts::writeContext);
  }

  private void serveAdministration(AdministrationRepository administration) {
    serve.query(Administration.USERS, administration::users);
    serve.query(Administration.DISABLE, administration::disable);
    serve.query(Administration.END_SESSIONS, administration::endSessions);
    serve.query(Administration.COUNT, administration::count);
  }

  private void serveShares(ShareRepository shares) {
    serve.query(Shares.SHARE, shares::share);
    serve.query(Shares.UNSHARE, shares::unshare);
    serve.query(Shares.READ, shares::read);
  }

  private void serveConversations(ConversationRepository conversations, MemberRepository members) {
    serve.command(Conversations.CREATE, conversations::create);
    serve.command(Conversations.UPDATE, conversations::update);
    serve.command(Conversations.CLEAR, new ClearRepository(pool)::clear);
    serve.command(Conversations.MARK_READ, conversations::markRead);
    serve.query(Conversations.LIST, conversations::list);
    serve.query(Conversations.OPEN, conversations::open);
    serve.command(Conversations.INVITE, members::invite);
    serve.command(Conversations.REMOVE_MEMBER, members::remove);
  }

  private void serveWhole(DeleteRepository deletes, CopyRepository copies, PageRepository pages) {
    serve.command(Conversations.DELETE, deletes::delete);
    serve.command(Conversations.BATCH_DELETE, deletes::batch);
    serve.command(Conversations.DELETE_EMPTY, deletes::empty);
    serve.command(Conversations.DELETE_OWNED, deletes::owned);
    serve.command(Conversations.FORK, copies::fork);
    serve.command(Conversations.IMPORT, copies::importing);
    serve.query(Conversations.MESSAGES, pages::messages);
    serve.query(Conversations.READ_ON, pages::readOn);
  }

  private void serveMessages(MessageRepository messages, FeedbackRepository feedback) {
    serve.command(Conversations.SEND, messages::send);
    serve.command(Conversations.RESPOND, messages::respond);
    serve.command(Conversations.EDIT, messages::edit);
    serve.command(Conversations.DELETE_MESSAGE, new RemovalRepository(pool)::remove);
    serve.command(Conversations.FEEDBACK, feedback::give);
    serve.query(Conversations.FEEDBACK_COUNTS, feedback::count);
  }

  private void serveGenerations(GenerationRepository generations, EndRepository ends) {
    serve.command(Generations.CLAIM, new Claims(generations, ends)::claim);
    serve.query(Generations.BEAT, generations::beat);
    serve.query(Generations.ORPHANS, generations::orphans);
    serve.query(Generations.CHUNKS, generations::chunks);
    serve.command(Generations.FINISH, ends::finish);
    serve.command(Generations.REAP, ends::reap);
    serve.command(Generations.STOP, new StopRepository(pool)::stop);
  }

  private void serveAttachments(AttachmentRepository attachments) {
    serve.query(Attachments.BEGIN, attachments::begin);
    serve.query(Attachments.APPEND, attachments::append);
    serve.query(Attachments.FINISH, attachments::finish);
    serve.query(Attachments.LINK, attachments::link);
    serve.query(Attachments.FIND, attachments::find);
    serve.query(Attachments.CHUNK, attachments::chunk);
  }

  private static void logFailure(Future<?> cleaned) {
    cleaned.onFailure(error -> LOG.warn("Cleaning up failed: {}", error.toString()));
  }

  @Override
  public Future<?> stop() {
    return serve.stop().eventually(() -> pool.close());
  }
}
