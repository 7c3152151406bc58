package dev.parley.ai.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Watchdog;
import dev.parley.bus.Json;
import dev.parley.config.AiConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer: the connection and the patience with it. Only text, reasoning and
 * what is wanted of tools count as signs of life, so a server that sends comments for ever is still
 * found silent.
 */
final class HttpCall implements Provider.Call, AnswerReader.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(HttpCall.class);
  private static final int MAX_ERROR_BODY = 16 * 1024;
  private static final Duration ERROR_BODY_WAIT = Duration.ofSeconds(2);

  /** How long the usage and the end of the stream may take after the last text. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final AiConfig settings;
  private final Wire wire;
  private final Endpoint endpoint;
  private final Provider.Listener listener;
  private final Watchdog watchdog;
  private final AnswerReader reader;

  private HttpClientRequest request;

  /** The stream being read; null before and after it. */
  private HttpClientResponse stream;

  private Duration patience;
  private boolean answering;
  private boolean paused;
  private boolean over;

  HttpCall(
      Vertx vertx, AiConfig settings, Wire wire, Endpoint endpoint, Provider.Listener listener) {
    this.vertx = vertx;
    this.settings = settings;
    this.wire = wire;
    this.endpoint = endpoint;
    this.listener = listener;
    this.watchdog = new Watchdog(vertx, this::silent);
    this.reader = new AnswerReader(wire, endpoint, this);
  }

  void start(HttpClient client, Future<Buffer> body) {
    allow(settings.firstTokenTimeout());
    body.onComplete(bytes -> send(client, bytes), this::unwritten);
  }

  private void send(HttpClient client, Buffer body) {
    if (over) {
      return;
    }
    client
        .request(endpoint.options())
        .compose(
            connected -> {
              request = connected;
              connected.exceptionHandler(HttpCall::broken);
              // Cancelled while it connected: nothing has been sent yet.
              return over ? connected.reset().<HttpClientResponse>mapEmpty() : connected.send(body);
            })
        .onComplete(this::answered, this::unreachable);
  }

  /** The server has no part in that. */
  private void unwritten(Throwable cause) {
    LOG.error("The request to {} cannot be written", endpoint, cause);
    failed(Fault.lasting("The request to the AI provider cannot be written"));
  }

  private void answered(HttpClientResponse answer) {
    if (over) {
      return;
    }
    answer.exceptionHandler(HttpCall::broken);
    String type = answer.headers().get("content-type");
    String kind = type == null ? "" : type.toLowerCase(Locale.ROOT);
    if (answer.statusCode() != 200) {
      refused(answer);
    } else if (kind.contains("json") && wire.framing() == Wire.Framing.EVENTS) {
      BoundedBody.read(vertx, answer, SseParser.MAX_LINE, settings.maxDuration())
          .onSuccess(body -> reader.whole(body.toString()));
    } else if (kind.contains("html")) {
      failed(Fault.lasting("The AI provider's address is a web page: check the base URL"));
    } else {
      read(answer);
    }
  }

  private void read(HttpClientResponse answer) {
    stream = answer;
    answer.exceptionHandler(
        cause -> {
          broken(cause);
          streamEnded();
        });
    answer.endHandler(end -> streamEnded());
    answer.handler(buffer -> reader.stream(buffer.getBytes()));
    if (paused) {
      answer.pause();
    }
  }

  private void streamEnded() {
    stream = null;
    reader.streamEnded();
  }

  /** Told by the future, or done by a cancel: without a handler Vert.x would call it an error. */
  private static void broken(Throwable cause) {
    LOG.debug("A request ended early", cause);
  }

  private void unreachable(Throwable cause) {
    if (!over) {
      LOG.warn("Cannot ask {}: {}", endpoint, endpoint.forLog(cause.toString()));
      failed(Fault.passing("The AI provider cannot be reached"));
    }
  }

  private void refused(HttpClientResponse answer) {
    int status = answer.statusCode();
    Long retryAfter = RetryAfter.millis(answer.headers(), Instant.now());
    BoundedBody.read(vertx, answer, MAX_ERROR_BODY, ERROR_BODY_WAIT)
        .onSuccess(
            body -> {
              LOG.warn("{} said HTTP {}: {}", endpoint, status, endpoint.forLog(body.toString()));
              failed(Fault.ofStatus(status, errorIn(body), retryAfter));
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

  @Override
  public void text(String text) {
    answering();
    listener.text(text);
  }

  @Override
  public void calling() {
    answering();
  }

  private void answering() {
    if (answering) {
      watchdog.heard();
    } else {
      answering = true;
      allow(settings.idleTimeout());
    }
  }

  @Override
  public void thinking() {
    watchdog.heard();
  }

  @Override
  public void finished() {
    allow(LAST_WORDS);
  }

  @Override
  public void completed(List<ToolCall> calls) {
    for (ToolCall call : calls) {
      if (!over) {
        listener.toolCall(call);
      }
    }
    if (over) {
      return;
    }
    end();
    letGo();
    listener.completed();
  }

  @Override
  public void failed(Fault fault) {
    if (over) {
      return;
    }
    end();
    disconnect();
    listener.failed(fault.failure(), fault.retryable() && !reader.spoken());
  }

  private void silent() {
    if (reader.isFinished()) {
      reader.complete();
    } else if (answering) {
      failed(Fault.timeout("The AI provider stopped in the middle of its answer"));
    } else {
      failed(Fault.timeout("The AI provider did not answer in time"));
    }
  }

  private void end() {
    over = true;
    reader.close();
    watchdog.stop();
    if (reader.usage() != null) {
      listener.usage(reader.usage());
    }
  }

  /** Gives the connection back to the pool if the server ends its answer, or closes it. */
  private void letGo() {
    if (stream != null) {
      stream.resume();
      vertx.setTimer(LAST_WORDS.toMillis(), id -> closeUnlessEnded());
    }
  }

  private void closeUnlessEnded() {
    if (stream != null) {
      disconnect();
    }
  }

  private void disconnect() {
    if (request != null) {
      request.reset().onFailure(HttpCall::broken);
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      reader.close();
      watchdog.stop();
      disconnect();
    }
  }

  @Override
  public void pause() {
    if (!over && !paused) {
      paused = true;
      watchdog.stop();
      if (stream != null) {
        stream.pause();
      }
    }
  }

  @Override
  public void resume() {
    if (!over && paused) {
      paused = false;
      watchdog.watch(patience);
      if (stream != null) {
        stream.resume();
      }
    }
  }

  private void allow(Duration silence) {
    patience = silence;
    if (!paused) {
      watchdog.watch(silence);
    }
  }
}
