package dev.parley.store;

import dev.parley.bus.Usages;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.usage.Limits;
import dev.parley.usage.Price;
import dev.parley.usage.Quota;
import dev.parley.usage.Terms;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;

/**
 * The one door to the models. Whoever has a quota passes it one after another, on the lock of the
 * person's row: a call may begin while what was used and what is held for calls under way are below
 * every limit, and then an estimate is held for it as well. So the last ones may use more than was
 * left, but no more may begin before they have ended.
 */
final class Admission {
  /**
   * How long an answer in a conversation may take, from its question: longer than it may wait and
   * run. Its end is certain, so this is only for one whose conversation is gone.
   */
  private static final Duration ANSWER = Duration.ofDays(2);

  private static final String LOCK = "SELECT login FROM users WHERE id = $1 FOR NO KEY UPDATE";

  /** A call that is admitted again, because the answer was lost, is held for once. */
  private static final String HOLD =
      """
      INSERT INTO usage_open (id, generation_id, user_id, day, tokens, cost_micros, model,
        prompt_tokens, opened_at, expires_at)
      VALUES ($1, $2, $3, (statement_timestamp() AT TIME ZONE 'UTC')::date, $4, $5, $6, $7,
        statement_timestamp(), statement_timestamp() + $8 * interval '1 millisecond')
      ON CONFLICT (id) DO NOTHING
      """;

  private final Terms terms;

  Admission(Terms terms) {
    this.terms = terms;
  }

  /**
   * @param generationId null for what is in no conversation
   * @param model null for the default
   * @param promptTokens that are known to be asked with; the rest is estimated
   */
  record Call(
      String id, Long generationId, long userId, String model, long promptTokens, Duration hold) {
    static Call generation(long generationId, long userId, String model) {
      return new Call(Usages.id(generationId), generationId, userId, model, 0, ANSWER);
    }
  }

  /** Fails with QUOTA_EXCEEDED. To be called in a transaction, after it has locked all else. */
  Future<Void> admit(Sql tx, Call call) {
    Future<Void> allowed = terms.quotas().any() ? check(tx, call) : Future.succeededFuture();
    return allowed.compose(in -> hold(tx, call));
  }

  private Future<Void> check(Sql tx, Call call) {
    return tx.first(LOCK, call.userId())
        .compose(
            person -> {
              if (person == null) {
                throw Refusals.notFound();
              }
              Limits limits = terms.quotas().of(person.getString("login"));
              return limits.equals(Limits.NONE)
                  ? Future.succeededFuture()
                  : check(tx, call, limits);
            });
  }

  private static Future<Void> check(Sql tx, Call call, Limits limits) {
    return Standings.read(tx, call.userId(), call.id())
        .map(
            read -> {
              read.standing().against(limits).stream()
                  .filter(Quota::exhausted)
                  .filter(quota -> isOf(quota, call))
                  .max(Comparator.comparing(Quota::resetsAt))
                  .ifPresent(
                      quota -> {
                        throw refusal(quota, read.now());
                      });
              return null;
            });
  }

  /** What nobody asked for is no request. */
  private static boolean isOf(Quota quota, Call call) {
    return quota.kind() != Quota.Kind.REQUESTS || !Usages.isAside(call.id());
  }

  private static FailureException refusal(Quota quota, Instant now) {
    String what =
        switch (quota.kind()) {
          case REQUESTS -> "requests";
          case TOKENS -> "tokens";
          case COST -> "costs";
        };
    String window = quota.window().name().toLowerCase(Locale.ROOT);
    long wait = Math.max(1, Duration.between(now, quota.resetsAt()).toMillis());
    return new Failure(
            ErrorCode.QUOTA_EXCEEDED,
            "Your quota of %s for this %s is used up".formatted(what, window),
            wait)
        .asException();
  }

  private Future<Void> hold(Sql tx, Call call) {
    long tokens = call.promptTokens() + terms.quotas().reserveTokens();
    return tx.query(
            HOLD,
            call.id(),
            call.generationId(),
            call.userId(),
            tokens,
            cost(call, tokens),
            call.model(),
            call.promptTokens(),
            (double) call.hold().toMillis())
        .mapEmpty();
  }

  /** As if all of it were the answer, which is what costs most. */
  private long cost(Call call, long tokens) {
    String model = Objects.requireNonNullElse(call.model(), terms.defaultModel());
    return terms
        .prices()
        .of(model)
        .map(Price::output)
        .map(price -> price.multiply(BigDecimal.valueOf(tokens)).longValue())
        .orElse(0L);
  }
}
