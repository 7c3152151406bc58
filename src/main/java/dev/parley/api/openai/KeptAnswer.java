package dev.parley.api.openai;

import dev.parley.bus.Asking.End;
import dev.parley.bus.Asking.Finish;
import dev.parley.bus.Asking.Speaker;
import dev.parley.bus.Asking.ToolCall;
import dev.parley.bus.Asking.Turn;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Imported;
import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import dev.parley.chat.Texts;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an exchange as a conversation of the key's owner before its end is told. A failed answer is
 * not kept, and an answer that cannot be kept is told all the same. Pictures and calls of tools are
 * kept as words; what tools said is left out.
 */
final class KeptAnswer implements Hearer {
  private static final Logger LOG = LoggerFactory.getLogger(KeptAnswer.class);
  private static final int MAX_TITLE = 60;
  private static final int MAX_CONTEXT = 16_000;

  private final Bus bus;
  private final long userId;
  private final ChatRequest request;
  private final Hearer hearer;
  private final StringBuilder text = new StringBuilder();

  KeptAnswer(Bus bus, long userId, ChatRequest request, Hearer hearer) {
    this.bus = bus;
    this.userId = userId;
    this.request = request;
    this.hearer = hearer;
  }

  @Override
  public Future<Void> text(String more) {
    text.append(more);
    return hearer.text(more);
  }

  @Override
  public void alive(Integer place) {
    hearer.alive(place);
  }

  @Override
  public void ended(End end) {
    if (end.failure() != null) {
      hearer.ended(end);
      return;
    }
    bus.request(Conversations.IMPORT, exchange(end))
        .onFailure(error -> LOG.warn("Could not keep an answer of user {}", userId, error))
        .onComplete(kept -> hearer.ended(end));
  }

  private Conversations.Import exchange(End end) {
    List<Imported> messages = new ArrayList<>();
    for (Turn turn : request.turns()) {
      if (turn.speaker() == Speaker.USER || turn.speaker() == Speaker.ASSISTANT) {
        boolean assistant = turn.speaker() == Speaker.ASSISTANT;
        add(messages, assistant, words(turn), MessageStatus.COMPLETED);
      }
    }
    boolean whole = end.finish() != Finish.LENGTH;
    add(
        messages,
        true,
        words(text.toString(), end.calls()),
        whole ? MessageStatus.COMPLETED : MessageStatus.STOPPED);
    return new Conversations.Import(userId, title(), context(), request.model(), messages);
  }

  private void add(
      List<Imported> messages, boolean assistant, String content, MessageStatus status) {
    messages.add(
        new Imported(
            messages.isEmpty() ? null : messages.size() - 1,
            assistant ? MessageType.ASSISTANT : MessageType.USER,
            content,
            status,
            assistant ? request.model() : null,
            null));
  }

  private static String words(Turn turn) {
    return words(turn.content(), turn.calls()) + "\n[image]".repeat(turn.pictures().size());
  }

  private static String words(String content, List<ToolCall> calls) {
    return Stream.concat(
            Stream.of(content), calls.stream().map(call -> "[tool call: " + call.name() + "]"))
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private String title() {
    String asked =
        request.turns().stream()
            .filter(turn -> turn.speaker() == Speaker.USER)
            .map(turn -> turn.content().strip().replaceAll("\\s+", " "))
            .findFirst()
            .orElse("");
    return Texts.start(asked, MAX_TITLE);
  }

  private String context() {
    return Texts.start(
        request.turns().stream()
            .filter(turn -> turn.speaker() == Speaker.SYSTEM)
            .map(Turn::content)
            .collect(Collectors.joining("\n\n")),
        MAX_CONTEXT);
  }
}
