package dev.parley.ai.embedding;

/** Turns texts into vectors that lie close to each other when the texts mean the same. */
interface Model extends AutoCloseable {
  /**
   * The direction of a text; takes milliseconds of a processor.
   *
   * @return as many signed bytes as every other text gets
   */
  byte[] embed(String text);

  @Override
  void close();
}
