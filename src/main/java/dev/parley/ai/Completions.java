package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.bus.Ai;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The single completions of one node. Each takes one of the places that generations take as well;
 * when none is free it is refused, because somebody waits for it now. Used on one event loop.
 */
final class Completions {
  private static final Failure BUSY =
      new Failure(ErrorCode.UNAVAILABLE, "All places for answers are taken at the moment", 2_000L);
  private static final Failure STOPPING =
      new Failure(ErrorCode.UNAVAILABLE, "This node is about to stop");

  private final Dependencies parts;
  private final Places places;
  private final PromptBuilder prompts;
  private final Spending spending;
  private final Map<String, Completion> running = new HashMap<>();
  private Promise<Void> drained;

  Completions(Dependencies parts, Places places, PromptBuilder prompts, Spending spending) {
    this.spending = spending;
    this.parts = parts;
    this.places = places;
    this.prompts = prompts;
  }

  Future<Ai.Completed> complete(Ai.Complete request) {
    if (drained != null) {
      return Future.failedFuture(STOPPING.asException());
    }
    Provider.Prompt prompt = prompts.build(request);
    return spending
        .admit(
            request.id(),
            request.userId(),
            prompt.model(),
            Tally.promptTokens(prompt),
            Duration.ofMillis(Ai.COMPLETE_MS))
        .compose(account -> admitted(request, prompt, account));
  }

  private Future<Ai.Completed> admitted(
      Ai.Complete request, Provider.Prompt prompt, Spending.Account account) {
    if (drained != null || !places.take()) {
      account.ended(null);
      return Future.failedFuture((drained == null ? BUSY : STOPPING).asException());
    }
    Completion completion =
        new Completion(
            parts, prompt, Math.max(1, request.maxCharacters()), Ai.COMPLETE_MS, account);
    running.put(request.id(), completion);
    return Future.succeededFuture()
        .compose(taken -> completion.run())
        .onComplete(
            ended -> {
              running.remove(request.id(), completion);
              places.release();
              endIfDrained();
            });
  }

  /** Does nothing when this node does not work on it. */
  void cancel(String id) {
    Completion completion = running.get(id);
    if (completion != null) {
      completion.cancel();
    }
  }

  /** Takes no more. What runs may end by itself for {@code graceMs}, and is cancelled then. */
  Future<Void> close(long graceMs) {
    drained = Promise.promise();
    long grace = parts.vertx().setTimer(Math.max(1, graceMs), late -> cancelAll());
    endIfDrained();
    return drained.future().onComplete(done -> parts.vertx().cancelTimer(grace));
  }

  private void cancelAll() {
    List.copyOf(running.values()).forEach(Completion::cancel);
  }

  private void endIfDrained() {
    if (drained != null && running.isEmpty()) {
      drained.tryComplete();
    }
  }
}
