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

  /** Whether the model of this name can be told of tools; prompts for others have none. */
  default boolean tools(String model) {
    return true;
  }

  /** Who answers for the model of this name, which a provider may be one of several for. */
  default Named named(String model) {
    return new Named(name(), model);
  }

  /**
   * A model.
   *
   * @param provider its provider's name in the configuration
   * @param model as that provider calls it
   */
  record Named(String provider, String model) {}

  /** Whether it may be asked now; false while it is left alone after failures. */
  default boolean available() {
    return true;
  }

  /**
   * Starts an answer. The listener gets any number of {@code text} and then of {@code toolCall}, at
   * most one {@code usage}, then exactly one of {@code completed} and {@code failed}, and nothing
   * after that or after {@link Call#cancel}.
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
    /** This provider is asked now, with this model; of several the last one answers. */
    default void asked(String provider, String model) {}

    /** Another model than the one that was asked for answers; before any text. */
    default void answering(String model) {}

    /**
     * It answers without the oldest turns of the conversation, for which its window is too small;
     * before any text. Each call tells of all that are left out.
     *
     * @param window its tokens
     */
    default void leftOut(int window, int turns) {}

    /**
     * It waits for a place; before any text.
     *
     * @param place 1 for the next one; 0 when it waits no more
     */
    default void queued(int place) {}

    /** Some text, never empty. */
    void text(String text);

    /**
     * The model wants a tool to be called. Comes after the text, whole, and before {@code
     * completed}, which then means that the model waits for what the tool says.
     */
    void toolCall(ToolCall call);

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
   * @param tools that the model may want to be called; providers whose models know none leave them
   *     out
   * @param spare what of it may be left out for a model with a smaller window
   */
  record Prompt(
      String model, List<Turn> turns, List<ToolSpec> tools, Options options, Spare spare) {
    public Prompt {
      turns = List.copyOf(turns);
      tools = List.copyOf(tools);
    }

    /** To be answered as a whole or not at all. */
    public Prompt(String model, List<Turn> turns, List<ToolSpec> tools, Options options) {
      this(model, turns, tools, options, Spare.NONE);
    }

    /** Without tools, as the model does it by itself. */
    public Prompt(String model, List<Turn> turns) {
      this(model, turns, List.of(), Options.NONE);
    }

    public Prompt withModel(String another) {
      return new Prompt(another, turns, tools, options, spare);
    }

    public Prompt withTurns(List<Turn> others) {
      return new Prompt(model, others, tools, options, spare);
    }

    public Prompt withTools(List<ToolSpec> others) {
      return new Prompt(model, turns, others, options, spare);
    }

    public Prompt withOptions(Options others) {
      return new Prompt(model, turns, tools, others, spare);
    }

    public Prompt withSpare(Spare other) {
      return new Prompt(model, turns, tools, options, other);
    }
  }

  /**
   * Turns of a prompt that may be left out, the oldest first.
   *
   * @param from index of the first
   * @param to index behind the last
   */
  record Spare(int from, int to) {
    public static final Spare NONE = new Spare(0, 0);

    public boolean isEmpty() {
      return from >= to;
    }
  }

  /**
   * A tool as a model is told of it.
   *
   * @param name letters, digits, {@code _} and {@code -}, at most 64
   * @param parameters a JSON Schema of an object, as text
   */
  record ToolSpec(String name, String description, String parameters) {}

  /**
   * What a model wants.
   *
   * @param id names the call in the turn that answers it; made by the provider where the model
   *     gives none
   * @param arguments as the model wrote them, which need not be JSON
   */
  record ToolCall(String id, String name, String arguments) {}

  /**
   * How to answer. What is null is left to the model, and what a provider does not know is left
   * out.
   *
   * @param temperature 0 to 2
   * @param topP 0 to 1
   * @param maxTokens of the answer
   * @param stop texts that end the answer, at most four
   * @param schema a JSON Schema that the answer has to follow, as text
   * @param toolChoice whether tools may or must be called
   * @param strict a provider that can hold the model to the schema does so; not every schema is fit
   *     for that
   */
  record Options(
      Double temperature,
      Double topP,
      Integer maxTokens,
      List<String> stop,
      String schema,
      ToolChoice toolChoice,
      boolean strict) {
    /** The schema of an answer that is any JSON object. */
    public static final String ANY_OBJECT = "{\"type\":\"object\"}";

    /** All is left to the model. */
    public static final Options NONE = new Options(null, null, null, List.of(), null, null);

    public Options {
      stop = List.copyOf(stop);
    }

    /** With a schema that the model is told of, and not held to. */
    public Options(
        Double temperature,
        Double topP,
        Integer maxTokens,
        List<String> stop,
        String schema,
        ToolChoice toolChoice) {
      this(temperature, topP, maxTokens, stop, schema, toolChoice, false);
    }

    public Options withoutSchema() {
      return new Options(temperature, topP, maxTokens, stop, null, toolChoice, false);
    }

    public Options withToolChoice(ToolChoice other) {
      return new Options(temperature, topP, maxTokens, stop, schema, other, strict);
    }
  }

  /** Whether a model calls tools. */
  sealed interface ToolChoice {
    /** As it likes. */
    record Auto() implements ToolChoice {}

    /** Not at all. */
    record None() implements ToolChoice {}

    /** At least one. */
    record Required() implements ToolChoice {}

    /** This one. */
    record Named(String tool) implements ToolChoice {}
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

  /**
   * One message of a prompt.
   *
   * @param calls what the model wanted at the end of this turn; of assistants only
   * @param answers the id of the call that the content is the result of; null but for tools
   */
  record Turn(
      Speaker speaker,
      String content,
      List<Picture> pictures,
      List<ToolCall> calls,
      String answers) {
    public Turn {
      pictures = List.copyOf(pictures);
      calls = List.copyOf(calls);
    }

    /** Without tools. */
    public Turn(Speaker speaker, String content, List<Picture> pictures) {
      this(speaker, content, pictures, List.of(), null);
    }

    /** Of text alone. */
    public Turn(Speaker speaker, String content) {
      this(speaker, content, List.of());
    }

    /** What the model said before it waited for these calls. */
    public static Turn calling(String content, List<ToolCall> calls) {
      return new Turn(Speaker.ASSISTANT, content, List.of(), calls, null);
    }

    /** What a tool said. */
    public static Turn result(ToolCall call, String content) {
      return new Turn(Speaker.TOOL, content, List.of(), List.of(), call.id());
    }

    /** The roles that chat-completion APIs know. */
    public enum Speaker {
      SYSTEM,
      USER,
      ASSISTANT,
      TOOL;

      /** As these APIs write it. */
      public String role() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }
}
