package dev.parley.ai.provider.demo;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Watchdog;
import dev.parley.config.AiConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import io.vertx.core.Vertx;
import java.util.List;

/** Says an answer word by word, at the pace of a quick reader. */
final class DemoCall implements Provider.Call {
  private static final long WORD_MS = 22;
  private static final long SLOW_WORD_MS = 500;
  private static final int WORDS_BEFORE_FAILURE = 8;

  private final Vertx vertx;
  private final AiConfig settings;
  private final DemoAnswer answer;
  private final Provider.Listener listener;
  private final Watchdog silence;

  private int next;
  private long timer = -1;
  private boolean over;

  DemoCall(Vertx vertx, AiConfig settings, DemoAnswer answer, Provider.Listener listener) {
    this.vertx = vertx;
    this.settings = settings;
    this.answer = answer;
    this.listener = listener;
    this.silence =
        new Watchdog(
            vertx, () -> fail(ErrorCode.PROVIDER_TIMEOUT, "The demo did not answer, as asked"));
  }

  void start() {
    switch (answer.manner()) {
      case SILENT -> silence.watch(settings.firstTokenTimeout());
      case STEADY, SLOW, FAILING -> resume();
    }
  }

  private void speak() {
    List<String> pieces = answer.pieces();
    if (answer.manner() == DemoAnswer.Manner.FAILING && next == WORDS_BEFORE_FAILURE) {
      fail(ErrorCode.PROVIDER_UNAVAILABLE, "The demo failed, as asked");
    } else if (next < pieces.size()) {
      listener.text(pieces.get(next++));
    } else {
      end();
      listener.completed();
    }
  }

  private void fail(ErrorCode code, String message) {
    end();
    listener.failed(new Failure(code, message), false);
  }

  private void end() {
    over = true;
    silence.stop();
    rest();
  }

  private void rest() {
    if (timer != -1) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  @Override
  public void cancel() {
    end();
  }

  @Override
  public void pause() {
    rest();
  }

  @Override
  public void resume() {
    if (!over && timer == -1 && answer.manner() != DemoAnswer.Manner.SILENT) {
      boolean slow = answer.manner() == DemoAnswer.Manner.SLOW;
      timer = vertx.setPeriodic(slow ? SLOW_WORD_MS : WORD_MS, id -> speak());
    }
  }
}
