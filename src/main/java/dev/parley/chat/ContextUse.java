package dev.parley.chat;

/**
 * How much of a conversation a model did not get word for word.
 *
 * @param window tokens that the model can have in mind, prompt and answer together
 * @param summarized messages that it was told of in a summary
 * @param leftOut messages that it was not told of; where there are very many, at least so many
 */
public record ContextUse(int window, int summarized, int leftOut) {}
