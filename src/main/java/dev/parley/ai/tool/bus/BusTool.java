package dev.parley.ai.tool.bus;

import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.tool.Access;
import dev.parley.ai.tool.Arguments;
import dev.parley.ai.tool.Tool;
import dev.parley.config.ToolSourcesConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One tool: a request to its address, and a reply. */
final class BusTool implements Tool {
  private static final Logger LOG = LoggerFactory.getLogger(BusTool.class);
  private static final int VERSION = 1;

  private final EventBus bus;
  private final ToolSourcesConfig.BusTool settings;
  private final ToolSpec spec;

  BusTool(EventBus bus, ToolSourcesConfig.BusTool settings) {
    this.bus = bus;
    this.settings = settings;
    this.spec = new ToolSpec(settings.name(), settings.description(), settings.parameters());
  }

  @Override
  public ToolSpec spec() {
    return spec;
  }

  @Override
  public Effect effect() {
    return settings.reads() ? Effect.READS : Effect.CHANGES;
  }

  @Override
  public boolean allows(Person person) {
    return Access.allows(settings.roles(), person);
  }

  @Override
  public Future<Result> call(Invocation invocation) {
    return Arguments.parse(invocation.arguments())
        .map(arguments -> ask(invocation, arguments))
        .orElseGet(() -> Future.succeededFuture(Result.error(Arguments.REFUSED)));
  }

  private Future<Result> ask(Invocation invocation, JsonObject arguments) {
    String id = UUID.randomUUID().toString();
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(settings.timeout().toMillis());
    Future<Message<Object>> asked =
        bus.request(address(), request(id, invocation, arguments), options);
    Promise<GivenUp> vain = Promise.promise();
    vain.future().onSuccess(why -> cancel(id, why));
    asked.onFailure(
        error -> {
          if (error instanceof ReplyException late && late.failureType() == ReplyFailure.TIMEOUT) {
            vain.tryComplete(GivenUp.TIMEOUT);
          }
        });
    invocation
        .givenUp()
        .onSuccess(
            why -> {
              if (!asked.isComplete()) {
                vain.tryComplete(why);
              }
            });
    return asked
        .recover(error -> Future.failedFuture(failure(error)))
        .map(reply -> ToolReply.read(address(), reply.body()));
  }

  /** To all who serve it, because nobody knows which of them has the call. */
  private void cancel(String id, GivenUp why) {
    JsonObject message =
        new JsonObject()
            .put("type", "cancel")
            .put("version", VERSION)
            .put("call_id", id)
            .put("reason", why.name().toLowerCase(Locale.ROOT));
    bus.publish(address() + ".cancel", message);
  }

  private String address() {
    return "parley.tool." + settings.name();
  }

  private static JsonObject request(String id, Invocation invocation, JsonObject arguments) {
    return new JsonObject()
        .put("type", "call")
        .put("version", VERSION)
        .put("call_id", id)
        .put("generation_id", invocation.generationId())
        .put("conversation_id", invocation.conversationId())
        .put("user_id", invocation.person().userId())
        .put("arguments", arguments);
  }

  /** What a program says of a failure by itself may be a stack trace, and is for the log. */
  private FailureException failure(Throwable error) {
    LOG.warn("{} did not do a call: {}", address(), error.toString());
    String message =
        switch (error) {
          case ReplyException reply ->
              switch (reply.failureType()) {
                case NO_HANDLERS -> "Nobody serves this tool at the moment";
                case TIMEOUT -> "The tool did not answer in time";
                case RECIPIENT_FAILURE -> "The tool failed";
                case ERROR -> "The tool cannot be reached";
              };
          default -> "The tool cannot be reached";
        };
    return new FailureException(ErrorCode.UNAVAILABLE, message);
  }
}
