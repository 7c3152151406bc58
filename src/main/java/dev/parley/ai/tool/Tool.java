package dev.parley.ai.tool;

import dev.parley.ai.provider.Provider.ToolSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Something that a model may want to be done for it. Implementations are asynchronous and used on
 * one event loop; whoever calls one bounds its time and the size of what it says.
 */
public interface Tool {
  ToolSpec spec();

  /** Whether a person has to agree before it is called. */
  Effect effect();

  /** Whether this person may have it called; models are not even told of it for others. */
  boolean allows(Person person);

  /**
   * Does it once.
   *
   * @return what the model is told; fails when the tool could not be used at all, with a message
   *     that is safe to show
   */
  Future<Result> call(Invocation invocation);

  /** What a call changes. */
  enum Effect {
    /** Nothing that anybody could miss. */
    READS,
    /** Something in the world; nobody but the person may decide it. */
    CHANGES
  }

  /** Who asked for the answer, and in whose name tools are called. */
  record Person(long userId, boolean guest, boolean admin) {}

  /** Why nobody waits for a call any more. */
  enum GivenUp {
    /** It took longer than it may. */
    TIMEOUT,
    /** The answer that it was made for ended before. */
    STOPPED
  }

  /**
   * One call.
   *
   * @param arguments a JSON object, as text; it need not follow the schema of the tool
   * @param givenUp completes when nobody waits for the result any more: what is under way elsewhere
   *     is to be told then
   */
  record Invocation(
      Person person,
      long conversationId,
      long generationId,
      String arguments,
      Future<GivenUp> givenUp) {
    /** One that is waited for, however long it takes. */
    public Invocation(Person person, long conversationId, long generationId, String arguments) {
      this(person, conversationId, generationId, arguments, Promise.<GivenUp>promise().future());
    }
  }

  /**
   * What came of it.
   *
   * @param error the tool says that it could not do what it was asked; the model may try otherwise
   */
  record Result(String text, boolean error) {
    public static Result of(String text) {
      return new Result(text, false);
    }

    public static Result error(String text) {
      return new Result(text, true);
    }
  }
}
