package dev.parley.ai.provider;

import dev.parley.chat.Usage;
import dev.parley.protocol.Failure;
import java.util.List;
import java.util.Locale;

/**
 * A source of answers. Implementations are asynchronous: nothing here blocks, and a listener is
 * called on the context that started the call.
 */
public interface Provider {
  /** The name used in the configuration. */
  String name();

  /** Models that can be asked for, the default first. */
  List<String> models();

  /** Whether its models can look at pictures; prompts for others have none. */
  default boolean vision() {
    return false;
  }

  /** Whether the model of this name can look at pictures. */
  default boolean vision(String model) {
    return vision();
  }

  /** Whether it may be asked now; false while it is left alone after failures. */
  default boolean available() {
    return true;
  }

  /**
   * Starts an answer. The listener gets any number of {@code text}, at most one {@code usage}, then
   * exactly one of {@code completed} and {@code failed}, and nothing after that or after {@link
   * Call#cancel}.
   */
  Call start(Prompt prompt, Listener listener);

  /** An answer in progress. */
  interface Call {
    /** Ends it without a further event; the connection to the provider is closed. Idempotent. */
    void cancel();

    /** Stops reading from the provider until {@link #resume}. */
    void pause();

    void resume();
  }

  /** Who receives an answer. */
  interface Listener {
    /** Another model than the one that was asked for answers; before any text. */
    default void answering(String model) {}

    /** Some text, never empty. */
    void text(String text);

    void usage(Usage usage);

    /** The provider said that the answer is whole. */
    void completed();

    /**
     * @param failure safe to show to people; its code is one of PROVIDER_UNAVAILABLE,
     *     PROVIDER_TIMEOUT, CONTENT_REFUSED, INTERNAL, and INVALID_FIELD for a model that nobody
     *     offers
     * @param retryable the same request may work when made again (only meaningful before any text);
     *     the failure's {@code retryAfterMs} says when
     */
    void failed(Failure failure, boolean retryable);
  }

  /**
   * What is asked.
   *
   * @param model never null
   */
  record Prompt(String model, List<Turn> turns) {
    public Prompt {
      turns = List.copyOf(turns);
    }
  }

  /** A picture that a model is shown. */
  sealed interface Picture {
    /**
     * @param bytes never changed after construction
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Bytes(String mediaType, byte[] bytes) implements Picture {}

    /**
     * @param url http or https; the provider fetches it, this server never does
     */
    record Elsewhere(String url) implements Picture {}
  }

  /** One message of a prompt. */
  record Turn(Speaker speaker, String content, List<Picture> pictures) {
    public Turn {
      pictures = List.copyOf(pictures);
    }

    /** Without pictures. */
    public Turn(Speaker speaker, String content) {
      this(speaker, content, List.of());
    }

    /** The roles that chat-completion APIs know. */
    public enum Speaker {
      SYSTEM,
      USER,
      ASSISTANT;

      /** As these APIs write it. */
      public String role() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }
}
