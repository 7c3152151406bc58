package dev.parley.ai.provider.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Watchdog;
import dev.parley.bus.Json;
import dev.parley.chat.Usage;
import dev.parley.config.Config;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One streamed answer. Only text counts as a sign of life, so a server that sends comments for ever
 * is still found silent. A chunk that comes twice is passed on twice: models do repeat tokens, and
 * chunks carry nothing that would tell a repetition from a mistake.
 */
final class OpenAiCall implements Provider.Call {
  private static final Logger LOG = LoggerFactory.getLogger(OpenAiCall.class);
  private static final String DONE = "[DONE]";
  private static final int MAX_ERROR_BODY = 16 * 1024;
  private static final Duration ERROR_BODY_WAIT = Duration.ofSeconds(2);

  /** How long the usage and the end of the stream may take after the last text. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Config.Ai settings;
  private final Endpoint endpoint;
  private final Provider.Listener listener;
  private final Watchdog watchdog;
  private final SseParser parser = new SseParser((name, data) -> event(data));

  private HttpClientRequest request;
  private HttpClientResponse response;
  private Duration patience;
  private Usage usage;
  private boolean spoken;
  private boolean finished;
  private boolean paused;
  private boolean over;

  OpenAiCall(Vertx vertx, Config.Ai settings, Endpoint endpoint, Provider.Listener listener) {
    this.vertx = vertx;
    this.settings = settings;
    this.endpoint = endpoint;
    this.listener = listener;
    this.watchdog = new Watchdog(vertx, this::silent);
  }

  void start(HttpClient client, Buffer body) {
    beat(settings.firstTokenTimeout());
    client
        .request(endpoint.options())
        .compose(
            connected -> {
              request = connected;
              connected.exceptionHandler(OpenAiCall::broken);
              // A call that was cancelled while it connected: nothing has been sent yet.
              return over ? connected.reset().mapEmpty() : connected.send(body);
            })
        .onComplete(this::answered, this::unreachable);
  }

  private void answered(HttpClientResponse answer) {
    if (over) {
      return;
    }
    response = answer;
    answer.exceptionHandler(OpenAiCall::broken);
    String type = answer.headers().get("content-type");
    String kind = type == null ? "" : type.toLowerCase(Locale.ROOT);
    if (answer.statusCode() != 200) {
      refused(answer);
    } else if (kind.contains("json")) {
      BoundedBody.read(vertx, answer, SseParser.MAX_LINE, settings.maxDuration())
          .onSuccess(this::whole);
    } else if (kind.contains("html")) {
      fail(Fault.lasting("The AI provider's address is a web page: check the base URL"));
    } else {
      answer.exceptionHandler(this::closed);
      answer.endHandler(end -> closed(null));
      answer.handler(this::bytes);
      if (paused) {
        answer.pause();
      }
    }
  }

  /** Told by the future, or done by a cancel: without a handler Vert.x would call it an error. */
  private static void broken(Throwable cause) {
    LOG.debug("A request ended early", cause);
  }

  private void unreachable(Throwable cause) {
    if (!over) {
      LOG.warn("Cannot ask {}: {}", endpoint, endpoint.forLog(cause.toString()));
      fail(Fault.passing("The AI provider cannot be reached"));
    }
  }

  private void refused(HttpClientResponse answer) {
    Long retryAfter = RetryAfter.millis(answer.headers(), Instant.now());
    BoundedBody.read(vertx, answer, MAX_ERROR_BODY, ERROR_BODY_WAIT)
        .onSuccess(
            body -> {
              if (over) {
                return;
              }
              String text = endpoint.forLog(body.toString());
              LOG.warn("{} answered HTTP {}: {}", endpoint, answer.statusCode(), text);
              fail(Fault.ofStatus(answer.statusCode(), errorIn(body), retryAfter));
            });
  }

  private static JsonNode errorIn(Buffer body) {
    try {
      return Json.MAPPER.readTree(body.getBytes()).path("error");
    } catch (IOException notJson) {
      LOG.trace("An error that is not JSON", notJson);
      return MissingNode.getInstance();
    }
  }

  /** An answer in one piece, from a server that does not stream. */
  private void whole(Buffer body) {
    if (over) {
      return;
    }
    event(body.toString());
    complete();
  }

  private void bytes(Buffer buffer) {
    if (over) {
      return;
    }
    try {
      parser.feed(buffer.getBytes());
    } catch (SseParser.TooLongException e) {
      LOG.warn("{} sent {}", endpoint, e.getMessage());
      fail(Fault.lasting("The AI provider sent more at once than can be taken"));
    }
  }

  private void event(String data) {
    if (over) {
      return;
    }
    if (data.strip().equals(DONE)) {
      complete();
      return;
    }
    try {
      piece(ChatStream.read(data));
    } catch (JsonProcessingException e) {
      LOG.warn(
          "{} sent what cannot be read: {}", endpoint, endpoint.forLog(e.getOriginalMessage()));
      fail(Fault.passing("The AI provider sent something that cannot be read"));
    }
  }

  private void piece(ChatStream.Piece piece) {
    if (piece.error() != null) {
      LOG.warn("{} broke off: {}", endpoint, endpoint.forLog(piece.error().toString()));
      fail(Fault.inStream(piece.error()));
      return;
    }
    if (piece.usage() != null) {
      usage = piece.usage();
    }
    if (!piece.text().isEmpty()) {
      text(piece.text());
    }
    if (over || piece.finishReason() == null) {
      return;
    }
    if (piece.finishReason().equals("content_filter")) {
      fail(Fault.refused());
    } else {
      finished = true;
      beat(LAST_WORDS);
    }
  }

  private void text(String text) {
    if (spoken) {
      watchdog.heard();
    } else {
      spoken = true;
      beat(settings.idleTimeout());
    }
    listener.text(text);
  }

  private void silent() {
    if (finished) {
      complete();
    } else if (spoken) {
      fail(Fault.timeout("The AI provider stopped in the middle of its answer"));
    } else {
      fail(Fault.timeout("The AI provider did not answer in time"));
    }
  }

  /** The connection is at its end, in good order or not. */
  private void closed(Throwable cause) {
    response = null;
    if (over) {
      return;
    }
    if (!finished) {
      parser.end();
    }
    if (finished) {
      complete();
    } else if (!over) {
      LOG.warn("{} ended its answer early{}", endpoint, cause == null ? "" : ": " + cause);
      fail(Fault.passing("The AI provider ended its answer too early"));
    }
  }

  private void complete() {
    if (over) {
      return;
    }
    if (!spoken) {
      fail(Fault.passing("The AI provider gave an empty answer"));
      return;
    }
    end();
    letGo();
    listener.completed();
  }

  private void fail(Fault fault) {
    end();
    disconnect();
    listener.failed(fault.failure(), fault.retryable() && !spoken);
  }

  private void end() {
    over = true;
    watchdog.stop();
    if (usage != null) {
      listener.usage(usage);
    }
  }

  /** Gives the connection back to the pool if the server ends its answer, or closes it. */
  private void letGo() {
    if (response != null) {
      response.resume();
      vertx.setTimer(LAST_WORDS.toMillis(), id -> closeUnlessEnded());
    }
  }

  private void closeUnlessEnded() {
    if (response != null) {
      disconnect();
    }
  }

  private void disconnect() {
    if (request != null) {
      request.reset().onFailure(error -> LOG.debug("Closing a request to {}", endpoint, error));
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      watchdog.stop();
      disconnect();
    }
  }

  @Override
  public void pause() {
    if (!over && !paused) {
      paused = true;
      watchdog.stop();
      if (response != null) {
        response.pause();
      }
    }
  }

  @Override
  public void resume() {
    if (!over && paused) {
      paused = false;
      watchdog.watch(patience);
      if (response != null) {
        response.resume();
      }
    }
  }

  private void beat(Duration silence) {
    patience = silence;
    if (!paused) {
      watchdog.watch(silence);
    }
  }
}
