package dev.parley.ai;

import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.bus.Ai;
import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Job;
import dev.parley.chat.Attachment;
import dev.parley.chat.MessageType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a prompt of a conversation. */
final class PromptBuilder {
  private static final String SEVERAL_PEOPLE =
      "Several people write in this conversation. Each of their messages starts with the name of"
          + " its sender.";

  private final String systemPrompt;
  private final String defaultModel;

  /**
   * @param systemPrompt what every prompt starts with; nullable
   * @param defaultModel for generations that name none
   */
  PromptBuilder(String systemPrompt, String defaultModel) {
    this.systemPrompt = systemPrompt;
    this.defaultModel = defaultModel;
  }

  /**
   * What a prompt is made of.
   *
   * @param shown the pictures that the model gets to see, by attachment; of all others it is told
   */
  Draft draft(Job job, Map<Long, Picture> shown) {
    boolean several =
        job.turns().stream()
                .filter(turn -> turn.type() != MessageType.ASSISTANT)
                .map(Generations.Turn::senderName)
                .filter(Objects::nonNull)
                .distinct()
                .count()
            > 1;
    String system =
        system(systemPrompt, job.userContext(), job.context(), several ? SEVERAL_PEOPLE : null);
    List<Generations.Turn> said = job.turns().stream().filter(PromptBuilder::says).toList();
    return new Draft(
        model(job.generation().model()),
        system,
        said,
        said.stream().map(turn -> turn(turn, several, shown)).toList());
  }

  /** For one answer without a conversation: nothing but what is asked. */
  Prompt build(Ai.Complete request) {
    List<Turn> turns = new ArrayList<>();
    turns.add(new Turn(Speaker.SYSTEM, request.system()));
    newest(request.turns(), Ai.MAX_COMPLETE_CHARACTERS)
        .forEach(turn -> Draft.add(turns, turn(turn, false, Map.of())));
    Prompt prompt = new Prompt(model(request.model()), turns);
    return request.schema() == null
        ? prompt
        : prompt.withOptions(new Options(null, null, null, List.of(), request.schema(), null));
  }

  /** The model that answers when this one, which may be null, is asked for. */
  String model(String asked) {
    return asked == null || asked.isBlank() ? defaultModel : asked;
  }

  private static String system(String... parts) {
    return Stream.of(parts)
        .filter(part -> part != null && !part.isBlank())
        .collect(Collectors.joining("\n\n"));
  }

  /** The newest turns that fit, oldest first, without empty ones; the very newest always. */
  private static Deque<Generations.Turn> newest(List<Generations.Turn> all, int characters) {
    Deque<Generations.Turn> newest = new ArrayDeque<>();
    int room = characters;
    for (Generations.Turn turn : all.reversed()) {
      room -= turn.content().length();
      if (room < 0 && !newest.isEmpty()) {
        break;
      }
      if (says(turn)) {
        newest.addFirst(turn);
      }
    }
    return newest;
  }

  private static boolean says(Generations.Turn turn) {
    return !turn.content().isBlank() || !turn.attachments().isEmpty();
  }

  private static Turn turn(Generations.Turn turn, boolean several, Map<Long, Picture> shown) {
    return switch (turn.type()) {
      case ASSISTANT -> new Turn(Speaker.ASSISTANT, turn.content());
      case USER, NOTE ->
          new Turn(
              Speaker.USER, withNotes(named(turn, several), turn, shown), pictures(turn, shown));
    };
  }

  private static List<Picture> pictures(Generations.Turn turn, Map<Long, Picture> shown) {
    return turn.attachments().stream()
        .map(attachment -> shown.get(attachment.id()))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Says which pictures were there that the model does not see. */
  private static String withNotes(String content, Generations.Turn turn, Map<Long, Picture> shown) {
    String notes =
        turn.attachments().stream()
            .filter(attachment -> !shown.containsKey(attachment.id()))
            .map(PromptBuilder::note)
            .collect(Collectors.joining("\n"));
    return Stream.of(content, notes)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static String note(Attachment attachment) {
    if (attachment.externalUrl() != null) {
      return "[image: " + attachment.externalUrl() + "]";
    }
    String kind = attachment.mediaType().replaceFirst("^image/", "").toLowerCase(Locale.ROOT);
    return "[image: " + attachment.width() + "x" + attachment.height() + " " + kind + "]";
  }

  private static String named(Generations.Turn turn, boolean several) {
    if (!several || turn.senderName() == null) {
      return turn.content();
    }
    return turn.senderName().replaceAll("\\s+", " ") + ": " + turn.content();
  }
}
