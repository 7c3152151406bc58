package dev.parley.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.provider.Provider.Call;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.protocol.ErrorCode;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every provider does. A provider's own test adds only what is special about it. */
public abstract class ProviderContract {
  protected final Vertx vertx = Vertx.vertx();
  protected final Context context = vertx.getOrCreateContext();
  private Provider provider;

  /** The provider to test; called on the context. */
  protected abstract Provider create();

  /** Has the next answer be a short one; its text. */
  protected abstract String answersShortly(String question);

  /** A question whose answer has at least three pieces and does not end within a second. */
  protected abstract String asksForALongAnswer();

  /** A question whose answer fails after some text. */
  protected abstract String asksForAFailure();

  @BeforeEach
  void createProvider() {
    provider = Await.on(context, this::create);
  }

  @AfterEach
  void closeVertx() {
    Await.result(vertx.close());
  }

  protected static Prompt prompt(String question) {
    return new Prompt("test-model", List.of(new Turn(Speaker.USER, question)));
  }

  protected final Call start(String question, Heard heard) {
    return Await.on(context, () -> provider.start(prompt(question), heard));
  }

  @Test
  void hasANameAndAModel() {
    assertThat(provider.name()).isNotBlank();
    assertThat(provider.models()).isNotEmpty().doesNotContainNull();
  }

  @Test
  void tellsTextThenTheEnd() {
    String expected = answersShortly("a question");
    Heard heard = new Heard();
    start("a question", heard);

    Heard.End end = Await.result(heard.end());
    assertThat(end.failure()).isNull();
    assertThat(end.text()).isEqualTo(expected);
    assertThat(heard.faults()).isEmpty();
  }

  @Test
  void tellsNothingAfterACancel() {
    String question = asksForALongAnswer();
    Heard heard = new Heard();
    Call call = start(question, heard);
    Await.result(heard.first());
    int texts =
        Await.on(
            context,
            () -> {
              call.cancel();
              call.cancel();
              return heard.texts().size();
            });
    Await.result(aMoment());

    assertThat(heard.texts()).hasSize(texts);
    assertThat(heard.end().isComplete()).isFalse();
    assertThat(heard.faults()).isEmpty();
  }

  @Test
  void mayBeCancelledAtOnce() {
    String question = asksForALongAnswer();
    Heard heard = new Heard();
    Await.run(context, () -> provider.start(prompt(question), heard).cancel());
    Await.result(aMoment());

    assertThat(heard.texts()).isEmpty();
    assertThat(heard.end().isComplete()).isFalse();
  }

  @Test
  void losesNothingToAPause() {
    String expected = answersShortly("a question");
    Heard heard = new Heard();
    Call call =
        Await.on(
            context,
            () -> {
              Call started = provider.start(prompt("a question"), heard);
              started.pause();
              started.pause();
              return started;
            });
    Await.result(aMoment());
    assertThat(heard.texts()).isEmpty();

    Await.run(context, call::resume);
    assertThat(Await.result(heard.end()).text()).isEqualTo(expected);
    assertThat(heard.faults()).isEmpty();
  }

  @Test
  void failsWithACodeThatPeopleMaySee() {
    String question = asksForAFailure();
    Heard heard = new Heard();
    start(question, heard);

    Heard.End end = Await.result(heard.end());
    assertThat(end.text()).isNotEmpty();
    assertThat(end.failure().code())
        .isIn(
            EnumSet.of(
                ErrorCode.PROVIDER_UNAVAILABLE,
                ErrorCode.PROVIDER_TIMEOUT,
                ErrorCode.CONTENT_REFUSED,
                ErrorCode.INTERNAL));
    assertThat(end.retryable()).as("there was text already").isFalse();
    assertThat(heard.faults()).isEmpty();
  }

  /** Long enough for a provider that talks when it must not to be found out. */
  private Future<Void> aMoment() {
    Promise<Void> promise = Promise.promise();
    vertx.setTimer(150, id -> promise.complete());
    return promise.future();
  }
}
