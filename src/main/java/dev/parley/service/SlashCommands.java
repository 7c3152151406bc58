package dev.parley.service;

import dev.parley.bus.Bus;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.command.Commands;
import dev.parley.chat.command.Input;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads slash commands and carries them out, whatever way they came. */
public final class SlashCommands {
  private static final Logger LOG = LoggerFactory.getLogger(SlashCommands.class);

  private final Bus bus;
  private final OutcomeMemory memory;
  private final Commands commands = Commands.standard();

  /**
   * @param memory shared by all gateways of the process
   */
  public SlashCommands(Bus bus, OutcomeMemory memory) {
    this.bus = bus;
    this.memory = memory;
  }

  /**
   * Who gives a command, and where.
   *
   * @param clientMessageId nullable; with the same one a command is carried out once
   * @param errands is closed when nobody waits for the answer any more
   */
  public record Giver(long userId, long conversationId, String clientMessageId, Errands errands) {}

  /**
   * What is told to the giver.
   *
   * @param failure why it was not done; null when it was
   */
  public record Answer(CommandOutcome outcome, Failure failure) {}

  /** What a text means. */
  public Input read(String content) {
    return commands.read(content);
  }

  /**
   * Carries out a command. Never fails: what went wrong is part of the answer. Whether the giver is
   * a member of the conversation is for the caller to check.
   */
  public Future<Answer> carryOut(Giver giver, Input.Call call) {
    String name = call.command().name();
    return memory
        .once(
            new OutcomeMemory.Key(giver.userId(), giver.conversationId(), giver.clientMessageId()),
            () -> run(giver, call))
        .map(outcome -> new Answer(outcome, null))
        .otherwise(error -> failed(name, error));
  }

  private Future<CommandOutcome> run(Giver giver, Input.Call call) {
    var services =
        new CommandServices(bus, giver.errands(), giver.userId(), giver.conversationId());
    return Future.fromCompletionStage(call.command().run(call.arguments(), services))
        .map(result -> new CommandOutcome(call.command().name(), true, result));
  }

  /** The answer to what cannot be carried out. */
  public static Answer refused(Input.Refused refused) {
    String why = String.valueOf(refused.outcome().result().get("message"));
    return new Answer(refused.outcome(), new Failure(ErrorCode.INVALID_FIELD, why));
  }

  /** The answer to a command that failed. */
  public static Answer failed(String name, Throwable error) {
    Failure failure = failure(name, error);
    return new Answer(
        new CommandOutcome(name, false, Map.of("message", failure.message())), failure);
  }

  private static Failure failure(String name, Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof FailureException refusal) {
      return refusal.failure();
    }
    LOG.error("Command /{} failed", name, cause);
    return new Failure(ErrorCode.INTERNAL, "The server could not do this");
  }
}
