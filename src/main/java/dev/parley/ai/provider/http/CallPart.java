package dev.parley.ai.provider.http;

/**
 * Some of a tool call, as one document of an answer tells it.
 *
 * @param index which call of the answer it belongs to; {@link #WHOLE} for one that is told at once
 * @param id of the call; empty unless told
 * @param name of the tool; empty unless told
 * @param arguments what follows what came before of them; possibly empty
 */
public record CallPart(int index, String id, String name, String arguments) {
  /** The index of calls that have no further parts. */
  public static final int WHOLE = -1;
}
