package dev.parley.ai.tool;

import dev.parley.bus.Tools;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.ToolActivity.Confirmation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the person in whose name a tool would change something. The question is told again every few
 * seconds, so that it also reaches a page that was just loaded and a connection that missed it. The
 * answer comes over the bus, from whatever node the person is connected to.
 */
final class Question {
  /** Between two times that it is told. */
  static final long AGAIN_MS = 3_000;

  private static final Logger LOG = LoggerFactory.getLogger(Question.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Workbench bench;
  private final Asked asked;
  private final Reports reports;
  private final String arguments;
  private final String id = id();
  private final long until;
  private final Promise<Boolean> decided = Promise.promise();
  private MessageConsumer<Object> consumer;
  private long timer = -1;
  private boolean over;

  Question(Workbench bench, Asked asked, Reports reports, String arguments) {
    this.bench = bench;
    this.asked = asked;
    this.reports = reports;
    this.arguments = arguments;
    this.until = System.nanoTime() + bench.settings().confirmTimeout().toNanos();
  }

  private static String id() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Whether the person agrees; not when no answer comes in time. Never after {@link #cancel}. */
  Future<Boolean> ask() {
    consumer = bench.bus().serve(Tools.confirmation(id), this::answer);
    consumer
        .completion()
        .onSuccess(served -> tell())
        .onFailure(
            error -> {
              LOG.error("Nobody can be asked about a tool", error);
              decide(false);
            });
    return decided.future();
  }

  private Future<Tools.Decided> answer(Tools.Decision decision) {
    if (over || decision.userId() != asked.person().userId()) {
      return Future.failedFuture(
          new FailureException(ErrorCode.NOT_FOUND, "There is no such question any more"));
    }
    decide(decision.allow());
    return Future.succeededFuture(new Tools.Decided());
  }

  private void tell() {
    if (over) {
      return;
    }
    long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    if (left <= 0) {
      decide(false);
      return;
    }
    reports.ask(new Confirmation(id, arguments, left));
    timer = bench.vertx().setTimer(Math.min(AGAIN_MS, left), again -> tell());
  }

  private void decide(boolean allow) {
    if (!over) {
      cancel();
      decided.complete(allow);
    }
  }

  /** Nobody waits for it any more. */
  void cancel() {
    over = true;
    bench.vertx().cancelTimer(timer);
    // After the reply to the one who answered.
    bench
        .vertx()
        .runOnContext(
            later ->
                consumer
                    .unregister()
                    .onFailure(error -> LOG.warn("A question could not be taken back", error)));
  }
}
