package dev.parley.store;

import dev.parley.bus.Usages;
import dev.parley.bus.Usages.Admit;
import dev.parley.bus.Usages.Admitted;
import dev.parley.bus.Usages.Asked;
import dev.parley.bus.Usages.Noted;
import dev.parley.bus.Usages.Settle;
import dev.parley.bus.Usages.Spent;
import dev.parley.usage.Terms;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;

/** Accounts of calls that are in no conversation, and the cleaning up of all. */
final class Accounting {
  private static final String FORGET =
      """
      DELETE FROM usage_days WHERE ctid IN (
        SELECT ctid FROM usage_days WHERE day < (now() AT TIME ZONE 'UTC')::date - $1::integer
        ORDER BY day LIMIT 5000)
      """;

  private final Pool pool;
  private final Terms terms;
  private final Admission admission;
  private final Ledger ledger;

  Accounting(Pool pool, Terms terms) {
    this.pool = pool;
    this.terms = terms;
    this.admission = new Admission(terms);
    this.ledger = new Ledger(terms.prices());
  }

  Terms terms() {
    return terms;
  }

  Admission admission() {
    return admission;
  }

  Ledger ledger() {
    return ledger;
  }

  Future<Admitted> admit(Admit request) {
    Admission.Call call =
        new Admission.Call(
            request.id(),
            null,
            request.userId(),
            request.model(),
            request.promptTokens(),
            Duration.ofMillis(request.holdMs()));
    return Sql.transaction(pool, tx -> admission.admit(tx, call)).map(in -> new Admitted());
  }

  Future<Noted> asked(Asked request) {
    return ledger.asked(new Sql(pool), request).map(noted -> new Noted());
  }

  Future<Noted> settle(Settle request) {
    if (request.calls().size() > Usages.MAX_SETTLED) {
      throw Refusals.invalid("calls has more than " + Usages.MAX_SETTLED);
    }
    return settle(request.calls()).map(settled -> new Noted());
  }

  /** Each by itself: two of one person write the same row, and must not wait for one another. */
  private Future<Void> settle(List<Spent> calls) {
    Future<Void> done = Future.succeededFuture();
    for (Spent spent : calls) {
      done = done.compose(before -> Sql.transaction(pool, tx -> ledger.settle(tx, spent)));
    }
    return done;
  }

  /** Ends what nobody will end, and forgets what is old. */
  Future<?> cleanUp() {
    Sql sql = new Sql(pool);
    return ledger
        .dead(sql)
        .compose(this::settle)
        .compose(settled -> sql.query(FORGET, (int) terms.kept().toDays()));
  }
}
