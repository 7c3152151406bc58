package dev.parley.bus;

import dev.parley.chat.Usage;
import dev.parley.protocol.Failure;
import java.util.List;

/**
 * Answers for programs: asked of the ai role with a whole prompt, told piece by piece to whoever
 * asked, and kept nowhere.
 *
 * <p>One piece is under way at a time. The asker answers a piece when it has room for the next one,
 * so that a slow reader slows the provider down (PAUSE); after {@link #HEARD_MS} without an answer
 * the ai node gives up. It tells an empty piece every {@link #BEAT_MS} when there is nothing to
 * tell, so that each side finds out when the other is gone: an asker that hears nothing for {@link
 * #SILENCE_MS} gives up too. {@link Ai#CANCEL} ends it at once.
 */
public final class Asking {
  /**
   * Any ai node takes it, at once or when a place is free. Refused with UNAVAILABLE when its queue
   * is full, with INVALID_FIELD for pictures that no model of the node can see.
   */
  public static final Address<Ask, Taken> ASK =
      Address.service("parley.ai.ask", Ask.class, Taken.class);

  /** Longest wait for the answer to a piece, milliseconds. */
  public static final long HEARD_MS = 25_000;

  /** From one sign of life of the ai node to the next, milliseconds. */
  public static final long BEAT_MS = 4_000;

  /** Longest time without a sign of life, milliseconds. */
  public static final long SILENCE_MS = 15_000;

  /** Most characters of all turns. */
  public static final int MAX_CHARACTERS = 400_000;

  private Asking() {}

  /** Where an asker hears pieces. Refused with NOT_FOUND when it does not wait any more. */
  public static Address<Piece, Heard> pieces(String asker) {
    return Address.service("parley.asking.pieces." + asker, Piece.class, Heard.class);
  }

  /**
   * @param id random, made by the asker
   * @param asker where the pieces are told
   * @param model null for the server's default
   * @param turns oldest first, at most {@link #MAX_CHARACTERS}
   */
  public record Ask(String id, String asker, String model, List<Turn> turns, Bounds bounds) {
    public Ask {
      turns = List.copyOf(turns);
    }
  }

  /**
   * Where an answer ends at the latest.
   *
   * @param maxTokens null for no bound of its own; held to as estimated, before the provider counts
   * @param stop texts that the answer ends before
   */
  public record Bounds(Integer maxTokens, List<String> stop) {
    public Bounds {
      stop = List.copyOf(stop);
    }
  }

  /** Who speaks. */
  public enum Speaker {
    SYSTEM,
    USER,
    ASSISTANT
  }

  public record Turn(Speaker speaker, String content, List<Picture> pictures) {
    public Turn {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * @param data never changed after construction
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Picture(String mediaType, byte[] data) {}

  public record Taken() {}

  /**
   * @param text what follows; empty in a sign of life
   * @param end null while there is more to come
   * @param place at which it waits, 1 for the next one; null when it does not
   */
  public record Piece(String id, String text, End end, Integer place) {
    /** It does not wait. */
    public Piece(String id, String text, End end) {
      this(id, text, end, null);
    }
  }

  /** There is room for the next piece. */
  public record Heard() {}

  /**
   * @param finish null when it failed
   * @param usage null when no provider was asked
   * @param failure null unless it failed
   */
  public record End(Finish finish, Usage usage, Failure failure) {}

  /** Why an answer is over: it is whole or came to a stop text, or to its bound. */
  public enum Finish {
    STOP,
    LENGTH
  }
}
