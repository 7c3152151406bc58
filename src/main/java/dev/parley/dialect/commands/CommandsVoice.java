package dev.parley.dialect.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Chunk;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.Generation;
import dev.parley.chat.Message;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.Outcomes;
import dev.parley.dialect.Voice;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The words of system 4. */
final class CommandsVoice implements Voice {
  private static final String CONVERSATION = "commands";

  /** How the ids of this client's messages begin: it is not told of its own. */
  private final String own;

  private long sent;

  CommandsVoice(Supplier<String> ids) {
    this.own = ids.get() + "-";
  }

  @Override
  public ClientCommand command(ObjectNode frame) {
    String text = new Fields(frame).text("message", Integer.MAX_VALUE);
    return new ClientCommand.Say(CONVERSATION, text, own + ++sent);
  }

  /** Only of what was written elsewhere: the system has no frame for the client's own messages. */
  @Override
  public List<ObjectNode> said(String conversation, Message message) {
    if (message.clientMessageId() != null && message.clientMessageId().startsWith(own)) {
      return List.of();
    }
    return system(message.senderName() + " wrote: " + message.content());
  }

  @Override
  public List<ObjectNode> piece(String conversation, long messageId, Chunk chunk) {
    return List.of(frame("stream").put("content", chunk.content()));
  }

  @Override
  public List<ObjectNode> ended(String conversation, End end) {
    List<ObjectNode> frames = new ArrayList<>();
    if (end.problem() != null) {
      frames.add(frame("error").put("message", end.problem()).put("code", end.code()));
    }
    if (end.problem() == null || !end.answer().content().isEmpty()) {
      frames.add(frame("message").put("content", end.answer().content()));
    }
    return frames;
  }

  @Override
  public List<ObjectNode> gone(String conversation, Generation generation) {
    return List.of(Voice.deleted(frame("error")));
  }

  @Override
  public List<ObjectNode> refused(String requestId, Failure failure) {
    return List.of(JsonFrames.error("type", failure));
  }

  @Override
  public List<ObjectNode> commandAnswered(String conversation, CommandOutcome outcome) {
    ObjectNode frame = frame("command_response").put("command", outcome.command());
    frame.set("result", Outcomes.result(outcome));
    return List.of(frame);
  }

  @Override
  public List<ObjectNode> leaving() {
    return system("The server restarts. Please connect again.");
  }

  private static List<ObjectNode> system(String message) {
    return List.of(frame("system").put("message", message));
  }

  private static ObjectNode frame(String type) {
    return JsonFrames.object().put("type", type);
  }
}
