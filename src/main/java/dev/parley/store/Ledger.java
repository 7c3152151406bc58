package dev.parley.store;

import dev.parley.bus.Generations;
import dev.parley.bus.Usages;
import dev.parley.bus.Usages.Asked;
import dev.parley.bus.Usages.Spent;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.usage.Price;
import dev.parley.usage.Prices;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes what calls used. A call is settled by whoever deletes its row among those under way, in
 * the transaction that writes what it used: once, however often and by whomever it is tried.
 */
final class Ledger {
  /** As {@code Tally} of the ai role estimates. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  private static final String CLOSE =
      """
      DELETE FROM usage_open WHERE id = $1
      RETURNING user_id, day, provider, model, prompt_tokens
      """;

  private static final String WRITE =
      """
      INSERT INTO usage_days AS u (user_id, day, provider, model, requests, prompt_tokens,
        completion_tokens, cost_micros, estimated, unpriced)
      VALUES ($1, $2, $3, $4, $10, $5, $6, $7, $8, $9)
      ON CONFLICT (user_id, day, provider, model) DO UPDATE SET
        requests = u.requests + excluded.requests,
        prompt_tokens = u.prompt_tokens + excluded.prompt_tokens,
        completion_tokens = u.completion_tokens + excluded.completion_tokens,
        cost_micros = u.cost_micros + excluded.cost_micros,
        estimated = u.estimated + excluded.estimated,
        unpriced = u.unpriced + excluded.unpriced
      """;

  private static final String ASKED =
      """
      UPDATE usage_open SET provider = $2, model = $3, prompt_tokens = $4 WHERE id = $1
      """;

  /**
   * Calls that nobody will end: their time is over, or their conversation is gone and with it who
   * would have to end them.
   */
  private static final String DEAD =
      """
      SELECT id, provider, model, prompt_tokens FROM usage_open o
      WHERE expires_at < now()
        OR (generation_id IS NOT NULL AND opened_at < now() - interval '15 minutes'
          AND NOT EXISTS (SELECT FROM generations g WHERE g.id = o.generation_id))
      ORDER BY expires_at LIMIT 200
      """;

  private final Prices prices;

  Ledger(Prices prices) {
    this.prices = prices;
  }

  Future<Void> asked(Sql sql, Asked asked) {
    return sql.query(ASKED, asked.id(), asked.provider(), asked.model(), asked.promptTokens())
        .mapEmpty();
  }

  /** Settles the answer that ends so. */
  Future<Void> settle(Sql tx, Generations.Finish end) {
    return tx.first(CLOSE, Usages.id(end.generationId()))
        .compose(
            open -> open == null ? Future.succeededFuture() : write(tx, open, spent(open, end)));
  }

  /** Settles an answer that nobody was asked for. */
  static Future<Void> release(Sql tx, long generationId) {
    return tx.query(CLOSE, Usages.id(generationId)).mapEmpty();
  }

  /** Settles any other call. */
  Future<Void> settle(Sql tx, Spent spent) {
    return tx.first(CLOSE, spent.id())
        .compose(open -> open == null ? Future.succeededFuture() : write(tx, open, spent));
  }

  /** What an answer used whose owner could not say so: its prompt, and what was shown of it. */
  private static Spent spent(Row open, Generations.Finish end) {
    String content = end.content() == null ? "" : end.content();
    Usage usage = end.usage();
    if (usage == null && open.getString("provider") != null) {
      int shown = Math.ceilDiv(content.length(), CHARACTERS_PER_TOKEN);
      usage = new Usage(open.getLong("prompt_tokens").intValue(), shown, true);
    }
    boolean nothing =
        usage != null
            && usage.estimated()
            && content.isEmpty()
            && end.state() == GenerationState.FAILED;
    return new Spent(
        Usages.id(end.generationId()),
        end.provider() == null ? open.getString("provider") : end.provider(),
        end.model() == null ? open.getString("model") : end.model(),
        nothing ? null : usage);
  }

  private Future<Void> write(Sql tx, Row open, Spent spent) {
    Usage usage = spent.usage();
    if (usage == null || spent.provider() == null || spent.model() == null) {
      return Future.succeededFuture();
    }
    String model = plain(spent.provider(), spent.model());
    Optional<Price> price = prices.of(spent.provider(), model);
    return tx.query(
            WRITE,
            open.getLong("user_id"),
            open.getLocalDate("day"),
            spent.provider(),
            model,
            (long) usage.promptTokens(),
            (long) usage.completionTokens(),
            price.map(known -> known.micros(usage)).orElse(0L),
            usage.estimated() ? 1L : 0L,
            price.isPresent() ? 0L : 1L,
            Usages.isAside(spent.id()) ? 0L : 1L)
        .mapEmpty();
  }

  /** A model may have been asked for with the name of its provider before it. */
  private static String plain(String provider, String model) {
    String prefix = provider + "/";
    return model.startsWith(prefix) && model.length() > prefix.length()
        ? model.substring(prefix.length())
        : model;
  }

  /** Calls to be settled that nobody will settle: what they asked counts, what they said cannot. */
  Future<List<Spent>> dead(Sql sql) {
    return sql.query(DEAD)
        .map(
            rows -> {
              List<Spent> dead = new ArrayList<>();
              rows.forEach(row -> dead.add(dead(row)));
              return dead;
            });
  }

  private static Spent dead(Row row) {
    int prompt = row.getLong("prompt_tokens").intValue();
    return new Spent(
        row.getString("id"),
        row.getString("provider"),
        row.getString("model"),
        new Usage(prompt, 0, true));
  }
}
