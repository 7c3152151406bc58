package dev.parley.ai.tool.bus;

import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.tool.Access;
import dev.parley.ai.tool.Arguments;
import dev.parley.ai.tool.Tool;
import dev.parley.config.ToolSourcesConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
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
        .map(arguments -> ask(request(invocation, arguments)))
        .orElseGet(() -> Future.succeededFuture(Result.error(Arguments.REFUSED)));
  }

  private Future<Result> ask(JsonObject request) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(settings.timeout().toMillis());
    return bus.<Object>request(address(), request, options)
        .recover(error -> Future.failedFuture(failure(error)))
        .map(reply -> ToolReply.read(address(), reply.body()));
  }

  private String address() {
    return "parley.tool." + settings.name();
  }

  private static JsonObject request(Invocation invocation, JsonObject arguments) {
    return new JsonObject()
        .put("type", "call")
        .put("version", VERSION)
        .put("call_id", UUID.randomUUID().toString())
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
