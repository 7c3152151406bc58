package dev.parley.store;

import dev.parley.bus.Accounts;
import dev.parley.bus.Administration;
import dev.parley.bus.ApiKeys;
import dev.parley.bus.Attachments;
import dev.parley.bus.Conversations;
import dev.parley.bus.Embeddings;
import dev.parley.bus.Generations;
import dev.parley.bus.Searches;
import dev.parley.bus.Shares;
import dev.parley.bus.Summaries;
import dev.parley.bus.Titles;
import dev.parley.bus.Tools;
import dev.parley.bus.Usages;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;

/** Which repository answers which address of the bus. */
final class StoreAddresses {
  private final Vertx vertx;
  private final Serving serve;
  private final Pool pool;
  private final EndRepository ends;
  private final Spoken spoken;
  private final Accounting accounting;

  StoreAddresses(
      Vertx vertx,
      Serving serve,
      Pool pool,
      EndRepository ends,
      Spoken spoken,
      Accounting accounting) {
    this.vertx = vertx;
    this.accounting = accounting;
    this.serve = serve;
    this.pool = pool;
    this.ends = ends;
    this.spoken = spoken;
  }

  void serve() {
    serveAccounts(new AccountRepository(pool));
    serveApiKeys(new ApiKeyRepository(pool));
    serveShares(new ShareRepository(pool));
    serveAdministration(new AdministrationRepository(pool));
    serveConversations(new ConversationRepository(pool, spoken), new MemberRepository(pool));
    serveMessages(
        new MessageRepository(pool, new Answers(accounting.admission())),
        new FeedbackRepository(pool));
    serveUsage(accounting);
    serveNames(new NameRepository(pool));
    serveWhole(new DeleteRepository(pool), new CopyRepository(pool), new PageRepository(pool));
    FeedRepository feeds = new FeedRepository(pool);
    serve.query(Conversations.FEED, feeds::read);
    serve.query(Conversations.HEADS, feeds::heads);
    serveGenerations(new GenerationRepository(pool, spoken));
    serveAttachments(new AttachmentRepository(pool));
    ToolResultRepository results = new ToolResultRepository(pool);
    serve.query(Tools.KEEP, results::keep);
    serve.query(Tools.RESULT, results::read);
    serve.query(Tools.NOTE, new ToolCallRepository(pool)::note);
    serve.query(
        Searches.MESSAGES, new SearchRepository(pool, new NearestRepository(vertx))::search);
    EmbeddingRepository embeddings = new EmbeddingRepository(pool);
    serve.query(Embeddings.CLAIM, embeddings::claim);
    serve.query(Embeddings.KEEP, embeddings::keep);
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
    serve.query(Accounts.NOW, now -> accounts.now());
    serve.query(Accounts.READ_CONTEXT, accounts::readContext);
    serve.query(Accounts.WRITE_CONTEXT, accounts::writeContext);
  }

  private void serveApiKeys(ApiKeyRepository keys) {
    serve.query(ApiKeys.CREATE, keys::create);
    serve.query(ApiKeys.LIST, keys::list);
    serve.query(ApiKeys.REVOKE, keys::revoke);
    serve.query(ApiKeys.USE, keys::use);
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
    TitleRepository titles = new TitleRepository(pool);
    serve.query(Titles.CLAIM, titles::claim);
    serve.command(Titles.SET, titles::set);
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

  private void serveGenerations(GenerationRepository generations) {
    serve.command(Generations.CLAIM, new Claims(generations, ends)::claim);
    serve.query(Generations.BEAT, generations::beat);
    serve.query(Generations.ORPHANS, generations::orphans);
    serve.query(Generations.CHUNKS, generations::chunks);
    serve.command(Generations.FINISH, ends::finish);
    serve.command(Generations.REAP, ends::reap);
    serve.command(Generations.STOP, new StopRepository(pool)::stop);
    serve.query(Summaries.KEEP, new SummaryRepository(pool)::keep);
  }

  private void serveUsage(Accounting accounting) {
    serve.query(Usages.ADMIT, accounting::admit);
    serve.query(Usages.ASKED, accounting::asked);
    serve.query(Usages.SETTLE, accounting::settle);
    UsageRepository usage = new UsageRepository(pool, accounting.terms());
    serve.query(Usages.OWN, usage::own);
    serve.query(Usages.ALL, usage::all);
  }

  private void serveAttachments(AttachmentRepository attachments) {
    serve.query(Attachments.BEGIN, attachments::begin);
    serve.query(Attachments.APPEND, attachments::append);
    serve.query(Attachments.FINISH, attachments::finish);
    serve.query(Attachments.LINK, attachments::link);
    serve.query(Attachments.FIND, attachments::find);
    serve.query(Attachments.CHUNK, attachments::chunk);
  }

  private void serveNames(NameRepository names) {
    serve.command(Conversations.NAMED, names::named);
    serve.query(Conversations.FIND_NAMED, names::existing);
    serve.query(Conversations.NAMES, names::names);
  }
}
