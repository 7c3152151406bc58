package dev.parley.bus;

import dev.parley.chat.Sentiment;
import dev.parley.chat.Usage;
import java.util.List;

/** What the ai role serves. */
public final class Ai {
  /** Any ai node takes the generation. Refused with UNAVAILABLE when its queue is full. */
  public static final Address<Generate, Accepted> GENERATE =
      Address.repeatable("parley.ai.generate", Generate.class, Accepted.class);

  /** The models that can be chosen. */
  public static final Address<ListModels, Models> MODELS =
      Address.repeatable("parley.ai.models", ListModels.class, Models.class);

  /** Whether a model can be asked for, which need not be listed. */
  public static final Address<FindModel, FoundModel> FIND_MODEL =
      Address.repeatable("parley.ai.models.find", FindModel.class, FoundModel.class);

  /**
   * One answer that is not part of a conversation, as a whole. Refused with UNAVAILABLE when all
   * places are taken, with QUOTA_EXCEEDED, fails as a provider fails, within {@link #COMPLETE_MS}.
   */
  public static final Address<Complete, Completed> COMPLETE =
      Address.service("parley.ai.complete", Complete.class, Completed.class);

  /** Published when nobody waits for a completion any more; the node that works on it stops. */
  public static final Address<Cancel, Void> CANCEL =
      Address.topic("parley.ai.complete.cancel", Cancel.class);

  /** The mood of a text, of which the beginning is judged. */
  public static final Address<JudgeSentiment, Sentiment> SENTIMENT =
      Address.repeatable("parley.ai.sentiment", JudgeSentiment.class, Sentiment.class);

  /** Longest work on one completion, milliseconds. */
  public static final long COMPLETE_MS = 120_000;

  /** Most characters of turns that a completion considers; the oldest give way. */
  public static final int MAX_COMPLETE_CHARACTERS = 100_000;

  private Ai() {}

  /**
   * @param conversationId where the place in the queue is told; null for nowhere
   * @param messageId the answer; null likewise
   */
  public record Generate(long generationId, Long conversationId, Long messageId) {
    /** Without telling how long it waits. */
    public Generate(long generationId) {
      this(generationId, null, null);
    }
  }

  public record Accepted() {}

  /** Tells one node to stop a generation that it owns. */
  public static Address<Stop, Stopped> stop(String owner) {
    return Address.service("parley.ai.stop." + owner, Stop.class, Stopped.class);
  }

  public record Stop(long generationId) {}

  /**
   * @param stopped false when this node does not run it
   */
  public record Stopped(boolean stopped) {}

  /**
   * Asks the owner of a generation how far it has got; when the asker found less in the logs, the
   * owner puts everything into the database before it answers.
   */
  public static Address<Settle, Settled> settle(String owner) {
    return Address.service("parley.ai.settle." + owner, Settle.class, Settled.class);
  }

  /**
   * @param found sequence number of the newest chunk that the asker can reach without a gap
   */
  public record Settle(long generationId, long found) {}

  /**
   * @param lastSeq of the newest chunk in a log; 0 when there is none, or it runs there no more
   */
  public record Settled(long lastSeq) {}

  /**
   * @param id random, made by the asker, for {@link #CANCEL}
   * @param model null for the server's default
   * @param system the instructions
   * @param turns oldest first
   * @param maxCharacters of the answer; a longer one is cut there
   * @param userId whose quota it is; null for nobody's
   * @param schema a JSON Schema that the answer should follow, as text; null for plain text. Not
   *     all models keep to it
   */
  public record Complete(
      String id,
      String model,
      String system,
      List<Generations.Turn> turns,
      int maxCharacters,
      Long userId,
      String schema) {
    /** For plain text, on nobody's account. */
    public Complete(
        String id, String model, String system, List<Generations.Turn> turns, int maxCharacters) {
      this(id, model, system, turns, maxCharacters, null, null);
    }
  }

  public record Completed(String text, Usage usage) {}

  public record Cancel(String id) {}

  public record JudgeSentiment(String text) {}

  public record ListModels() {}

  public record FindModel(String model) {}

  public record FoundModel(boolean offered) {}

  /**
   * @param id what it is asked for as
   * @param available false while its provider is left alone after failures, or is not set up
   */
  public record Model(String id, String provider, boolean available) {
    /** One that is available. */
    public Model(String id, String provider) {
      this(id, provider, true);
    }
  }

  /**
   * @param defaultModel answers when a conversation names none
   */
  public record Models(List<Model> models, String defaultModel) {}
}
