package dev.parley.ai.provider.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.WantedCalls;
import dev.parley.chat.Usage;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes text and one end of the bytes of an answer. A chunk that comes twice is passed on twice:
 * models do repeat tokens, and chunks carry nothing that would tell a repetition from a mistake.
 */
final class AnswerReader {
  /** Who gets the answer. Exactly one of completed and failed comes, and it is the last. */
  interface Sink {
    /** Never empty. */
    void text(String text);

    /** The model reasons. */
    void thinking();

    /** The model says which tools it wants, and has not said all. */
    void calling();

    /** All text has come; only figures and the end of the stream may follow. */
    void finished();

    /**
     * @param calls what the model wants; without text not empty
     */
    void completed(List<ToolCall> calls);

    void failed(Fault fault);
  }

  private static final Logger LOG = LoggerFactory.getLogger(AnswerReader.class);

  private final Endpoint endpoint;
  private final Sink sink;
  private final Wire.Reader reader;
  private final Framer framer;
  private final WantedCalls calls = new WantedCalls();
  private Usage usage;
  private boolean spoken;
  private boolean finished;
  private boolean over;

  /**
   * @param endpoint where it comes from, for the log
   */
  AnswerReader(Wire wire, Endpoint endpoint, Sink sink) {
    this.reader = wire.reader();
    this.framer = Framer.of(wire.framing(), this::event);
    this.endpoint = endpoint;
    this.sink = sink;
  }

  /** Tokens as the provider counted them; null when it did not. */
  Usage usage() {
    return usage;
  }

  /** There was text. */
  boolean spoken() {
    return spoken;
  }

  /** All text has come. */
  boolean isFinished() {
    return finished;
  }

  /** Nothing more is wanted. */
  void close() {
    over = true;
  }

  /** The next bytes of a stream. */
  void stream(byte[] bytes) {
    if (over) {
      return;
    }
    try {
      framer.feed(bytes);
    } catch (Framer.TooLongException e) {
      LOG.warn("{} sent {}", endpoint, e.getMessage());
      fail(Fault.lasting("The AI provider sent more at once than can be taken"));
    }
  }

  /** The stream is over, in good order or not. Some servers forget to say {@code [DONE]}. */
  void streamEnded() {
    if (!finished && !over) {
      framer.end();
    }
    if (over) {
      return;
    }
    if (finished) {
      complete();
    } else {
      LOG.warn("{} ended its answer early", endpoint);
      fail(Fault.passing("The AI provider ended its answer too early"));
    }
  }

  /** An answer in one piece, from a server that does not stream. */
  void whole(String json) {
    event(json);
    complete();
  }

  /** Ends it with what there is. */
  void complete() {
    if (over) {
      return;
    }
    if (spoken || !calls.isEmpty()) {
      over = true;
      sink.completed(calls.all());
    } else {
      fail(Fault.passing("The AI provider gave an empty answer"));
    }
  }

  private void event(String data) {
    if (over) {
      return;
    }
    try {
      piece(reader.read(data));
    } catch (JsonProcessingException e) {
      String reason = endpoint.forLog(e.getOriginalMessage());
      LOG.warn("{} sent what cannot be read: {}", endpoint, reason);
      fail(Fault.passing("The AI provider sent something that cannot be read"));
    }
  }

  private void piece(Piece piece) {
    if (piece.error() != null) {
      LOG.warn("{} broke off: {}", endpoint, endpoint.forLog(piece.error().toString()));
      fail(Fault.inStream(piece.error()));
      return;
    }
    if (piece.usage() != null) {
      usage = piece.usage();
    }
    if (!piece.text().isEmpty()) {
      spoken = true;
      sink.text(piece.text());
    }
    if (piece.thinking()) {
      sink.thinking();
    }
    calls(piece.calls());
    if (over) {
      return;
    }
    switch (piece.stage()) {
      case GOES_ON -> {}
      case REFUSED -> fail(Fault.refused());
      case FINISHED -> {
        finished = true;
        sink.finished();
      }
      case DONE -> complete();
    }
  }

  private void calls(List<CallPart> parts) {
    for (CallPart part : parts) {
      if (!over && !add(part)) {
        LOG.warn("{} wants more calls of tools than can be taken", endpoint);
        fail(Fault.TOO_MANY_CALLS);
      }
    }
    if (!over && !parts.isEmpty()) {
      sink.calling();
    }
  }

  private boolean add(CallPart part) {
    return part.index() == CallPart.WHOLE
        ? calls.add(part.id(), part.name(), part.arguments())
        : calls.add(part.index(), part.id(), part.name(), part.arguments());
  }

  private void fail(Fault fault) {
    over = true;
    sink.failed(fault);
  }
}
