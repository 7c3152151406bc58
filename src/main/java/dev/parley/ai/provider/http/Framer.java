package dev.parley.ai.provider.http;

import java.util.function.Consumer;

/** Cuts the bytes of a stream into documents. Used from one thread. */
interface Framer {
  /**
   * Takes the next bytes; the documents in them are told before it returns.
   *
   * @throws TooLongException when one is longer than can be taken
   */
  void feed(byte[] bytes);

  /** The stream is over; a document that was begun is told. */
  void end();

  /** A line, or the data of one event, was longer than is allowed. */
  final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException(int most) {
      super("a line of more than " + most + " bytes", null, false, false);
    }
  }

  static Framer of(Wire.Framing framing, Consumer<String> documents) {
    return switch (framing) {
      case EVENTS -> new SseParser((name, data) -> documents.accept(data));
      case LINES -> new LineParser(documents);
    };
  }
}
