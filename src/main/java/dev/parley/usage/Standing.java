package dev.parley.usage;

import dev.parley.usage.Quota.Kind;
import dev.parley.usage.Quota.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What one person has used in the windows of now, and has under way. */
public record Standing(Span day, Span month) {
  /**
   * One window.
   *
   * @param held requests under way that began in it
   * @param ends when the next one begins
   */
  public record Span(
      long requests,
      long tokens,
      long cost,
      long held,
      long heldTokens,
      long heldCost,
      Instant ends) {}

  /** How the limits stand, those that are set. */
  public List<Quota> against(Limits limits) {
    List<Quota> quotas = new ArrayList<>();
    add(quotas, Kind.REQUESTS, Window.DAY, limits.requestsPerDay());
    add(quotas, Kind.TOKENS, Window.DAY, limits.tokensPerDay());
    add(quotas, Kind.TOKENS, Window.MONTH, limits.tokensPerMonth());
    add(quotas, Kind.COST, Window.DAY, limits.costPerDay());
    add(quotas, Kind.COST, Window.MONTH, limits.costPerMonth());
    return quotas;
  }

  private void add(List<Quota> quotas, Kind kind, Window window, Long limit) {
    if (limit == null) {
      return;
    }
    Span span =
        switch (window) {
          case DAY -> day;
          case MONTH -> month;
        };
    quotas.add(
        switch (kind) {
          case REQUESTS ->
              new Quota(kind, window, limit, span.requests(), span.held(), span.ends());
          case TOKENS ->
              new Quota(kind, window, limit, span.tokens(), span.heldTokens(), span.ends());
          case COST -> new Quota(kind, window, limit, span.cost(), span.heldCost(), span.ends());
        });
  }
}
