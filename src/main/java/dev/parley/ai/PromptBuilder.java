package dev.parley.ai;

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
  /** Most characters of turns, about 100,000 tokens; the oldest are left out beyond it. */
  static final int MAX_CHARACTERS = 400_000;

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

  /** A prompt of text alone. */
  Prompt build(Job job) {
    return build(job, Map.of());
  }

  /**
   * @param shown the pictures that the model gets to see, by attachment; of all others it is told
   */
  Prompt build(Job job, Map<Long, Picture> shown) {
    boolean several =
        job.turns().stream()
                .filter(turn -> turn.type() != MessageType.ASSISTANT)
                .map(Generations.Turn::senderName)
                .filter(Objects::nonNull)
                .distinct()
                .count()
            > 1;
    List<Turn> turns = new ArrayList<>();
    String system =
        system(systemPrompt, job.userContext(), job.context(), several ? SEVERAL_PEOPLE : null);
    if (!system.isEmpty()) {
      turns.add(new Turn(Speaker.SYSTEM, system));
    }
    newest(job.turns(), MAX_CHARACTERS).forEach(turn -> add(turns, turn(turn, several, shown)));
    return prompt(job.generation().model(), turns);
  }

  /** For one answer without a conversation: nothing but what is asked. */
  Prompt build(Ai.Complete request) {
    List<Turn> turns = new ArrayList<>();
    turns.add(new Turn(Speaker.SYSTEM, request.system()));
    newest(request.turns(), Ai.MAX_COMPLETE_CHARACTERS)
        .forEach(turn -> add(turns, turn(turn, false, Map.of())));
    return prompt(request.model(), turns);
  }

  private Prompt prompt(String model, List<Turn> turns) {
    return new Prompt(model(model), turns);
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
      if (!turn.content().isBlank() || !turn.attachments().isEmpty()) {
        newest.addFirst(turn);
      }
    }
    return newest;
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

  /** Two turns of the same side become one: many models want the sides to alternate. */
  private static void add(List<Turn> turns, Turn turn) {
    if (!turns.isEmpty() && turns.getLast().speaker() == turn.speaker()) {
      Turn before = turns.removeLast();
      String content =
          Stream.of(before.content(), turn.content())
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining("\n\n"));
      List<Picture> pictures =
          Stream.concat(before.pictures().stream(), turn.pictures().stream()).toList();
      turns.add(new Turn(turn.speaker(), content, pictures));
    } else {
      turns.add(turn);
    }
  }
}
