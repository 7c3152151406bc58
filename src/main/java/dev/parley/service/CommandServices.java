package dev.parley.service;

import dev.parley.bus.Accounts;
import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.bus.LooseJson;
import dev.parley.chat.MessageType;
import dev.parley.chat.Sentiment;
import dev.parley.chat.command.Services;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** What the other roles do for the commands of one person in one conversation. */
record CommandServices(Bus bus, Errands errands, long userId, long conversationId)
    implements Services {
  /** Most characters of a model's answer to a command. */
  private static final int MAX_ANSWER = 16_000;

  /** The ai role ends it before that, and says why. */
  private static final long ASK_TIMEOUT_MS = Ai.COMPLETE_MS + 5_000;

  @Override
  public CompletionStage<String> ask(String instructions, String text) {
    return complete(instructions, text, null).toCompletionStage();
  }

  @Override
  public CompletionStage<Values> ask(String instructions, String text, String schema) {
    return complete(instructions, text, schema)
        .map(answer -> new Values(LooseJson.fields(answer), answer))
        .toCompletionStage();
  }

  private Future<String> complete(String instructions, String text, String schema) {
    String id = UUID.randomUUID().toString();
    Runnable cancel = () -> bus.publish(Ai.CANCEL, new Ai.Cancel(id));
    if (!errands.add(cancel)) {
      return refused("Too many of your commands are still being answered");
    }
    return readContext()
        .compose(context -> complete(id, system(instructions, context), text, schema))
        .onComplete(done -> errands.done(cancel))
        .map(Ai.Completed::text);
  }

  private Future<Ai.Completed> complete(String id, String system, String text, String schema) {
    if (errands.closed()) {
      return refused("Nobody waits for the answer");
    }
    List<Generations.Turn> turns = List.of(new Generations.Turn(MessageType.USER, null, text));
    return bus.request(
        Ai.COMPLETE,
        new Ai.Complete(id, null, system, turns, MAX_ANSWER, userId, schema),
        ASK_TIMEOUT_MS);
  }

  private static String system(String instructions, String context) {
    return context.isEmpty()
        ? instructions
        : instructions + "\n\nWhat the person wants you to bear in mind:\n" + context;
  }

  private static <T> Future<T> refused(String message) {
    return Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, message));
  }

  @Override
  public CompletionStage<String> transcript() {
    return new Transcript(bus, userId, conversationId).read().toCompletionStage();
  }

  /** What cannot be judged is taken for neutral. */
  @Override
  public CompletionStage<Sentiment> sentiment(String text) {
    return bus.request(Ai.SENTIMENT, new Ai.JudgeSentiment(text))
        .map(judged -> Objects.requireNonNullElseGet(judged, () -> Sentiment.of(0)))
        .toCompletionStage();
  }

  @Override
  public CompletionStage<String> context() {
    return readContext().toCompletionStage();
  }

  private Future<String> readContext() {
    return bus.request(Accounts.READ_CONTEXT, new Accounts.ReadContext(userId))
        .map(read -> Objects.requireNonNullElse(read.context(), ""));
  }

  @Override
  public CompletionStage<Void> setContext(String context) {
    String kept = context.isEmpty() ? null : context;
    return bus.request(Accounts.WRITE_CONTEXT, new Accounts.WriteContext(userId, kept))
        .<Void>mapEmpty()
        .toCompletionStage();
  }

  @Override
  public CompletionStage<Void> clearConversation() {
    return bus.request(Conversations.CLEAR, new Conversations.Clear(userId, conversationId))
        .<Void>mapEmpty()
        .toCompletionStage();
  }
}
