package dev.parley.ai.provider.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.ai.provider.Provider.Prompt;

/** The language of one kind of server: what is asked, and how answers are read. */
public interface Wire {
  /** How the documents of a stream are told apart. */
  enum Framing {
    /** Server-sent events; an answer of type JSON is one whole answer. */
    EVENTS,
    /** One JSON document on each line. */
    LINES
  }

  Framing framing();

  /**
   * The body of a request, a JSON document. Called on any thread; large when there are pictures.
   */
  byte[] request(Prompt prompt);

  /** A reader for one answer. */
  Reader reader();

  /** Reads the documents of one answer, in their order. */
  interface Reader {
    /**
     * @param document never empty
     * @throws JsonProcessingException when it cannot be read, which ends the answer
     */
    Piece read(String document) throws JsonProcessingException;
  }
}
