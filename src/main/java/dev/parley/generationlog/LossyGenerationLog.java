package dev.parley.generationlog;

/** A log that may forget the newest appends when what it writes to crashes. */
public interface LossyGenerationLog extends GenerationLog {
  /** Grows with every write whose fate is not known: before it, something may have been lost. */
  long losses();
}
