package dev.parley.store;

import static dev.parley.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.bus.Usages;
import dev.parley.bus.Usages.Admit;
import dev.parley.bus.Usages.By;
import dev.parley.bus.Usages.Day;
import dev.parley.bus.Usages.Line;
import dev.parley.bus.Usages.Own;
import dev.parley.bus.Usages.ReadAll;
import dev.parley.bus.Usages.ReadOwn;
import dev.parley.bus.Usages.Settle;
import dev.parley.bus.Usages.Spent;
import dev.parley.chat.Conversation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.usage.Amount;
import dev.parley.usage.Limits;
import dev.parley.usage.Price;
import dev.parley.usage.Prices;
import dev.parley.usage.Quota;
import dev.parley.usage.Quotas;
import dev.parley.usage.Terms;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Accounts and quotas on a real database. */
class UsageIT {
  private static final String TODAY = "(now() AT TIME ZONE 'UTC')::date";

  /** Reserved for each answer under way. */
  private static final long RESERVE = 1_000;

  private static final long TOKENS = 10_000;
  private static final long MONTH_TOKENS = 30_000;
  private static final Prices PRICES =
      new Prices("EUR", Map.of("p/m-1", new Price(new BigDecimal("1.5"), new BigDecimal("20"))));

  private static StoreFixture store;
  private static StoreFixture counting;

  @BeforeAll
  static void start() {
    store = new StoreFixture(terms(new Limits(null, TOKENS, MONTH_TOKENS, null, null)));
    counting = new StoreFixture(terms(new Limits(5L, null, null, 1_000_000L, null)));
  }

  private static Terms terms(Limits user) {
    Quotas quotas = new Quotas(Limits.NONE, user, Limits.NONE, Map.of(), Set.of(), RESERVE);
    return new Terms(PRICES, quotas, "m-1", Duration.ofDays(100));
  }

  @AfterAll
  static void stop() {
    store.close();
    counting.close();
  }

  @Test
  void anAnswerIsCountedOnceAtItsPrice() {
    Accounts.User ada = store.person("Ada");
    Result.Sent sent = asked(ada);
    Generations.Finish end =
        end(sent, claim(sent), GenerationState.COMPLETED, "Hi", new Usage(1_000, 100, false));

    assertThat(store.ask(Generations.FINISH, end).applied()).isTrue();
    assertThat(store.ask(Generations.FINISH, end).applied()).isFalse();

    // 1000 tokens at 1.50 for a million, and 100 at 20.
    Amount once = new Amount(1, 1_000, 100, 3_500, 0, 0);
    Own own = own(ada);
    assertThat(own.days()).containsExactly(new Day(own.to(), "p", "m-1", once));
    assertThat(own.today()).isEqualTo(once);
    assertThat(own.month()).isEqualTo(once);
    assertThat(own.currency()).isEqualTo("EUR");
    assertThat(held(ada)).isZero();
  }

  @Test
  void whatHasNoPriceIsMarked() {
    Accounts.User ada = store.person("Ada");
    settle(ada, new Spent(call(ada), "p", "unknown", new Usage(3, 4, true)));

    assertThat(own(ada).today()).isEqualTo(new Amount(1, 3, 4, 0, 1, 1));
  }

  @Test
  void aStoppedAnswerCountsAndOneThatFailedBeforeItsFirstTextDoesNot() {
    Accounts.User ada = store.person("Ada");
    Result.Sent stopped = asked(ada);
    store.ask(
        Generations.FINISH,
        end(stopped, claim(stopped), GenerationState.STOPPED, "Half", new Usage(20, 1, true)));
    assertThat(own(ada).today()).isEqualTo(new Amount(1, 20, 1, 50, 1, 0));

    Result.Sent failed = asked(ada);
    store.ask(
        Generations.FINISH,
        end(failed, claim(failed), GenerationState.FAILED, "", new Usage(20, 0, true)));
    Result.Sent broken = asked(ada);
    store.ask(
        Generations.FINISH,
        end(broken, claim(broken), GenerationState.FAILED, "Ha", new Usage(20, 1, true)));

    assertThat(own(ada).today().requests()).isEqualTo(2);
    assertThat(held(ada)).isZero();
  }

  @Test
  void whatAKilledOwnerShowedCounts() {
    Accounts.User ada = store.person("Ada");
    Result.Sent sent = asked(ada);
    long id = sent.generation().id();
    claim(sent);
    store.ask(Usages.ASKED, new Usages.Asked(Usages.id(id), "p", "m-1", 40));
    store.behind(
        "INSERT INTO generation_chunks (generation_id, seq, epoch, content) VALUES (%d, 1, 1, '%s')"
            .formatted(id, "x".repeat(100)));
    store.behind("UPDATE generations SET lease_until = now() - interval '1 s' WHERE id = " + id);

    assertThat(store.ask(Generations.REAP, new Generations.Reap(id)).applied()).isTrue();
    assertThat(store.ask(Generations.REAP, new Generations.Reap(id)).applied()).isFalse();

    assertThat(own(ada).today()).isEqualTo(new Amount(1, 40, 25, 560, 1, 0));
    assertThat(held(ada)).isZero();
  }

  @Test
  void anAnswerWhoseConversationIsGoneCountsToo() {
    Accounts.User ada = store.person("Ada");
    Conversation conversation = store.conversation(ada);
    Result.Sent sent = store.send(ada, conversation, "Hello");
    long epoch = claim(sent);
    store.ask(Conversations.DELETE, new Conversations.Delete(ada.id(), conversation.id()));
    Generations.Finish end =
        end(sent, epoch, GenerationState.COMPLETED, "Hi", new Usage(10, 1, false));

    assertThat(store.ask(Generations.FINISH, end).applied()).isFalse();
    assertThat(store.ask(Generations.FINISH, end).applied()).isFalse();

    assertThat(own(ada).today().requests()).isEqualTo(1);
  }

  @Test
  void whatNobodyIsAskedForHoldsNothing() {
    Accounts.User ada = store.person("Ada");
    Result.Sent sent = asked(ada);
    assertThat(held(ada)).isEqualTo(1);
    store.ask(
        Generations.STOP, new Generations.RequestStop(ada.id(), sent.generation().id(), null));

    assertThat(held(ada)).isZero();
    assertThat(own(ada).today()).isEqualTo(Amount.NOTHING);
  }

  @Test
  void aCallIsSettledOnceHoweverOftenItIsTold() {
    Accounts.User ada = store.person("Ada");
    Spent spent = new Spent(call(ada), "p", "m-1", new Usage(10, 1, false));
    settle(ada, spent);
    settle(ada, spent);
    settle(ada, new Spent("never admitted " + ada.id(), "p", "m-1", new Usage(10, 1, false)));

    assertThat(own(ada).today().requests()).isEqualTo(1);
  }

  @Test
  void twentyAtTheEdgeGetNoMoreThanIsLeft() {
    Accounts.User ada = store.person("Ada");
    spend(store, ada, TODAY, TOKENS - 3_500);

    List<Future<Result.Sent>> all = sendAll(store, ada, 20);

    // Each one holds a thousand: with the fourth nothing is left.
    assertThat(all.stream().filter(Future::succeeded)).hasSize(4);
    all.stream().filter(Future::failed).forEach(one -> quota(one.cause(), "tokens for this day"));

    Result.Sent first = all.stream().filter(Future::succeeded).findFirst().orElseThrow().result();
    store.ask(
        Generations.FINISH,
        end(first, claim(first), GenerationState.COMPLETED, "x", new Usage(1, 1, false)));
    assertThat(asked(ada).generation()).as("what was not used is free again").isNotNull();
    assertThat(refusal(ada)).isNotNull();
  }

  @Test
  void twentyRequestsAtTheEdgeAreCountedExactly() {
    Accounts.User ada = counting.person("Ada");
    List<Future<?>> calls = new ArrayList<>(sendAll(counting, ada, 10));
    for (int i = 0; i < 10; i++) {
      calls.add(counting.bus.request(Usages.ADMIT, admit(ada, UUID.randomUUID().toString())));
    }
    await(Future.join(calls).otherwiseEmpty());

    assertThat(calls.stream().filter(Future::succeeded)).hasSize(5);
    calls.stream()
        .filter(Future::failed)
        .forEach(one -> quota(one.cause(), "requests for this day"));
  }

  @Test
  void aRefusedQuestionIsNotKept() {
    Accounts.User ada = store.person("Ada");
    Conversation conversation = store.conversation(ada);
    store.send(ada, conversation, "First");
    spend(store, ada, TODAY, TOKENS);

    store.refused(
        ErrorCode.QUOTA_EXCEEDED,
        Conversations.SEND,
        StoreFixture.sending(ada, conversation, "Second", "key", true));

    assertThat(
            store
                .ask(
                    Conversations.MESSAGES,
                    new Conversations.LoadMessages(ada.id(), conversation.id(), null, 50))
                .messages())
        .hasSize(2);
    Result.Sent note =
        store.ask(
            Conversations.SEND, StoreFixture.sending(ada, conversation, "Third", null, false));
    assertThat(note.generation()).as("what asks no model is free").isNull();
  }

  @Test
  void editingAndAnsweringAgainAreRefusedToo() {
    Accounts.User ada = store.person("Ada");
    Result.Sent sent = asked(ada);
    store.answer(sent, "Hi");
    spend(store, ada, TODAY, TOKENS);

    store.refused(
        ErrorCode.QUOTA_EXCEEDED,
        Conversations.EDIT,
        new Conversations.Edit(ada.id(), sent.message().id(), "Other"));
    store.refused(
        ErrorCode.QUOTA_EXCEEDED,
        Conversations.RESPOND,
        new Conversations.Respond(ada.id(), null, sent.message().id(), null, true));
  }

  @Test
  void aNewDayAndANewMonthBeginByTheClockOfTheDatabase() {
    Accounts.User ada = store.person("Ada");
    spend(store, ada, TODAY, TOKENS);
    Failure refused = refusal(ada);
    assertThat(refused.retryAfterMs()).isBetween(1L, Duration.ofDays(1).toMillis());

    // As if it were tomorrow: what was used today was used yesterday, or last month.
    shift(ada, 1);
    assertThat(own(ada).today()).isEqualTo(Amount.NOTHING);
    assertThat(asked(ada).generation()).isNotNull();

    Accounts.User bob = store.person("Bob");
    spend(store, bob, TODAY, 1);
    spend(store, bob, "date_trunc('month', now() AT TIME ZONE 'UTC')::date", MONTH_TOKENS);
    refused = refusal(bob);
    assertThat(refused.message()).contains("month");
    assertThat(refused.retryAfterMs()).isBetween(1L, Duration.ofDays(31).toMillis());
    shift(bob, 31);
    assertThat(own(bob).month()).isEqualTo(Amount.NOTHING);
    assertThat(asked(bob).generation()).isNotNull();
  }

  @Test
  void quotasSayHowTheyStand() {
    Accounts.User ada = store.person("Ada");
    spend(store, ada, TODAY, 500);
    asked(ada);

    Own own = own(ada);
    Quota day = own.quotas().getFirst();
    assertThat(day)
        .isEqualTo(
            new Quota(Quota.Kind.TOKENS, Quota.Window.DAY, TOKENS, 500, RESERVE, day.resetsAt()));
    assertThat(day.resetsAt().toString())
        .isEqualTo(LocalDate.parse(own.to().toString()).plusDays(1) + "T00:00:00Z");
    assertThat(own.quotas()).extracting(Quota::window).endsWith(Quota.Window.MONTH);
  }

  @Test
  void costsAreLimitedAndHeldAtThePriceOfTheModel() {
    Accounts.User ada = counting.person("Ada");
    counting.behind(
        """
        INSERT INTO usage_days VALUES (%d, (now() AT TIME ZONE 'UTC')::date, 'p', 'm-1', 1, 0, 0,
          970000, 0, 0)
        """
            .formatted(ada.id()));
    // A thousand tokens at 20 for a million are 20000 millionths.
    assertThat(sendAll(counting, ada, 3).stream().filter(Future::succeeded)).hasSize(2);
  }

  @Test
  void whatNobodyAskedForCostsAndIsNoRequest() {
    Accounts.User ada = counting.person("Ada");
    String aside = Usages.aside(UUID.randomUUID().toString());
    counting.ask(Usages.ADMIT, admit(ada, aside));
    assertThat(sendAll(counting, ada, 6).stream().filter(Future::succeeded))
        .as("requests beside it")
        .hasSize(5);
    String another = Usages.aside(UUID.randomUUID().toString());
    counting.ask(Usages.ADMIT, admit(ada, another));
    Usage used = new Usage(1_000, 100, false);
    counting.ask(
        Usages.SETTLE,
        new Settle(
            List.of(new Spent(aside, "p", "m-1", used), new Spent(another, "p", "m-1", used))));

    Own own = counting.ask(Usages.OWN, new ReadOwn(ada.id(), null, null));
    assertThat(own.today()).isEqualTo(new Amount(0, 2_000, 200, 7_000, 0, 0));
    Quota requests = own.quotas().getFirst();
    assertThat(requests.kind()).isEqualTo(Quota.Kind.REQUESTS);
    assertThat(requests.used()).isZero();
    assertThat(requests.reserved()).isEqualTo(5);

    counting.behind("UPDATE usage_days SET cost_micros = 1000000 WHERE user_id = " + ada.id());
    counting.refused(
        ErrorCode.QUOTA_EXCEEDED,
        Usages.ADMIT,
        admit(ada, Usages.aside(UUID.randomUUID().toString())));
  }

  @Test
  void callsOfTheDeadExpireAndTheirPromptCounts() {
    Accounts.User ada = store.person("Ada");
    String id = call(ada);
    store.ask(Usages.ASKED, new Usages.Asked(id, "p", "m-1", 77));
    call(ada);
    Result.Sent sent = asked(ada);
    store.behind(
        "UPDATE usage_open SET expires_at = now() - interval '1 s' WHERE generation_id IS NULL"
            + " AND user_id = "
            + ada.id());
    store.behind("DELETE FROM generations WHERE id = " + sent.generation().id());
    store.behind(
        "UPDATE usage_open SET opened_at = now() - interval '1 h' WHERE generation_id = "
            + sent.generation().id());

    await(new Accounting(pool(), terms(Limits.NONE)).cleanUp());

    assertThat(held(ada)).isZero();
    assertThat(own(ada).today()).isEqualTo(new Amount(1, 77, 0, 116, 1, 0));
    settle(ada, new Spent(id, "p", "m-1", new Usage(1, 1, false)));
    assertThat(own(ada).today().requests()).isEqualTo(1);
  }

  @Test
  void whatIsOldIsForgotten() {
    Accounts.User ada = store.person("Ada");
    spend(store, ada, TODAY + " - 101", 1);
    spend(store, ada, TODAY + " - 98", 1);

    await(new Accounting(pool(), terms(Limits.NONE)).cleanUp());

    LocalDate today = own(ada).to();
    Own own = store.ask(Usages.OWN, new ReadOwn(ada.id(), today.minusDays(200), today));
    assertThat(own.days()).hasSize(1);
    store.refused(
        ErrorCode.INVALID_FIELD, Usages.OWN, new ReadOwn(ada.id(), today, today.minusDays(1)));
    store.refused(
        ErrorCode.INVALID_FIELD, Usages.OWN, new ReadOwn(ada.id(), today.minusDays(366), today));
  }

  @Test
  void administratorsReadEverythingPageByPage() {
    LocalDate day = LocalDate.of(2001, 2, 3);
    List<Accounts.User> people = Stream.of("Ada", "Bob", "Cy").map(store::person).toList();
    people.forEach(person -> spend(store, person, "DATE '2001-02-03'", 10));
    spend(store, people.getFirst(), "DATE '2001-02-04'", 5);

    for (By by : By.values()) {
      List<Line> lines = new ArrayList<>();
      String cursor = null;
      do {
        Usages.Page page =
            store.ask(Usages.ALL, new ReadAll(day, day.plusDays(1), by, null, cursor, 2));
        lines.addAll(page.lines());
        cursor = page.cursor();
      } while (cursor != null);
      assertThat(lines).hasSize(by == By.USER ? 3 : by == By.MODEL ? 1 : 2);
      assertThat(lines.stream().map(Line::amount).reduce(Amount.NOTHING, Amount::plus).tokens())
          .isEqualTo(35);
    }
    Line ada =
        store
            .ask(Usages.ALL, new ReadAll(day, day, By.USER, people.getFirst().id(), null, 50))
            .lines()
            .getFirst();
    assertThat(ada.login()).isEqualTo(people.getFirst().login());
    assertThat(ada.amount().tokens()).isEqualTo(10);
  }

  private static Result.Sent asked(Accounts.User person) {
    return store.send(person, store.conversation(person), "Hello");
  }

  private static long claim(Result.Sent sent) {
    return store.claim(sent.generation().id(), "node").generation().epoch();
  }

  private static Generations.Finish end(
      Result.Sent sent, long epoch, GenerationState state, String content, Usage usage) {
    return new Generations.Finish(
        sent.generation().id(), epoch, state, content, 0, "p/m-1", usage, null, null, null, "p");
  }

  private static Admit admit(Accounts.User person, String id) {
    return new Admit(id, person.id(), "m-1", 10, 60_000);
  }

  private static String call(Accounts.User person) {
    String id = UUID.randomUUID().toString();
    store.ask(Usages.ADMIT, admit(person, id));
    store.ask(Usages.ADMIT, admit(person, id));
    return id;
  }

  private static void settle(Accounts.User person, Spent spent) {
    assertThat(store.ask(Usages.SETTLE, new Settle(List.of(spent)))).as(person.name()).isNotNull();
  }

  private static Own own(Accounts.User person) {
    return store.ask(Usages.OWN, new ReadOwn(person.id(), null, null));
  }

  private static int held(Accounts.User person) {
    return await(
            new Sql(pool())
                .first("SELECT count(*) FROM usage_open WHERE user_id = $1", person.id()))
        .getInteger(0);
  }

  private static Pool pool() {
    return StorePool.create(store.vertx, store.database.postgres().options(), 1);
  }

  private static List<Future<Result.Sent>> sendAll(
      StoreFixture where, Accounts.User person, int times) {
    List<Conversation> conversations =
        IntStream.range(0, times).mapToObj(i -> where.conversation(person)).toList();
    List<Future<Result.Sent>> all =
        conversations.stream()
            .map(
                one ->
                    where.bus.request(
                        Conversations.SEND, StoreFixture.sending(person, one, "Hello", null, true)))
            .toList();
    await(Future.join(all).otherwiseEmpty());
    return all;
  }

  private static void spend(StoreFixture where, Accounts.User person, String day, long tokens) {
    where.behind(
        """
        INSERT INTO usage_days VALUES (%d, %s, 'p', 'm-1', 1, %d, 0, 0, 0, 0)
        ON CONFLICT (user_id, day, provider, model)
          DO UPDATE SET prompt_tokens = usage_days.prompt_tokens + excluded.prompt_tokens
        """
            .formatted(person.id(), day, tokens));
  }

  private static void shift(Accounts.User person, int days) {
    store.behind(
        "UPDATE usage_days SET day = day - %d WHERE user_id = %d".formatted(days, person.id()));
  }

  private static Failure refusal(Accounts.User person) {
    Throwable error = catchThrowable(() -> asked(person));
    assertThat(error).isInstanceOf(FailureException.class);
    Failure failure = ((FailureException) error).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
    return failure;
  }

  private static void quota(Throwable error, String what) {
    assertThat(error).isInstanceOf(FailureException.class);
    Failure failure = ((FailureException) error).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
    assertThat(failure.message()).contains(what);
    assertThat(failure.retryAfterMs()).isPositive();
  }
}
