package dev.parley.bus;

import java.util.List;

/** What the ai role serves. */
public final class Ai {
  /** Any ai node takes the generation. Refused with UNAVAILABLE when its queue is full. */
  public static final Address<Generate, Accepted> GENERATE =
      Address.service("parley.ai.generate", Generate.class, Accepted.class);

  /** The models that can be chosen. */
  public static final Address<ListModels, Models> MODELS =
      Address.service("parley.ai.models", ListModels.class, Models.class);

  private Ai() {}

  public record Generate(long generationId) {}

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

  public record ListModels() {}

  public record Model(String id, String provider) {}

  /**
   * @param defaultModel answers when a conversation names none
   */
  public record Models(List<Model> models, String defaultModel) {}
}
