package dev.parley.gateway;

import dev.parley.dialect.parley.ParleyDialect;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.Frame;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * The commands of a person on the bridge, one at a time: frames of the native dialect, sent to
 * {@link BridgeAddresses#CHAT}. Used on one event loop.
 */
final class BridgeCommands {
  private final CommandHandler handler;
  private final Client client;
  private final Dialect.Session ears = new ParleyDialect().open(new Dialect.Options(false));
  private String reply;

  BridgeCommands(CommandHandler handler, Client client) {
    this.handler = handler;
    this.client = client;
  }

  /** Where the answer to the command under way goes; null when nobody waits for it. */
  String reply() {
    return reply;
  }

  /**
   * Carries out a command. Fails with what it is refused with.
   *
   * @param body a frame of the native dialect
   * @param replyAddress where the answer goes; nullable
   */
  Future<Void> carryOut(String address, Object body, String replyAddress) {
    if (!address.equals(BridgeAddresses.CHAT)) {
      return Future.failedFuture(BridgeAddresses.notOpen());
    }
    if (!(body instanceof JsonObject frame)) {
      return Future.failedFuture(
          new FailureException(ErrorCode.INVALID_FRAME, "The body must be a JSON object"));
    }
    if (replyAddress != null && frame.getValue("id") == null) {
      frame.put("id", replyAddress);
    }
    return switch (ears.decode(new Frame.Text(frame.encode()))) {
      case Decoded.Ignored _ -> Future.succeededFuture();
      case Decoded.Rejected(String _, var failure) -> Future.failedFuture(failure.asException());
      case Decoded.Command(String _, ClientCommand.Authenticate _) ->
          Future.failedFuture(
              new FailureException(ErrorCode.INVALID_FIELD, "Show tokens in headers"));
      case Decoded.Command(String _, ClientCommand.Attach _) ->
          Future.failedFuture(
              new FailureException(ErrorCode.UNSUPPORTED_MEDIA, "Upload pictures over HTTP"));
      case Decoded.Command(String requestId, ClientCommand command) -> {
        reply = replyAddress;
        yield handler.carryOut(client, requestId, command).onComplete(done -> reply = null);
      }
    };
  }
}
