package dev.parley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ModerationConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModeratorTest {
  private static final String ADDRESS = "parley.moderator.unit";
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    Await.result(vertx.close());
  }

  private Moderator moderator(boolean failOpen) {
    return moderator(failOpen, Duration.ofSeconds(20));
  }

  private Moderator moderator(boolean failOpen, Duration timeout) {
    return new Moderator(vertx, new ModerationConfig(ADDRESS, timeout, failOpen), 10);
  }

  private void says(Object verdict) {
    vertx.eventBus().consumer(ADDRESS, message -> message.reply(verdict));
  }

  private static Moderator.Text text(String content) {
    return new Moderator.Text("message", 1, 2L, null, content);
  }

  private static JsonObject redact(Object content) {
    return new JsonObject().put("verdict", "redact").put("content", content);
  }

  @Test
  void nobodyIsAskedWhereNobodyIsConfigured() {
    var moderator = new Moderator(vertx, ModerationConfig.NONE, 10);
    assertThat(Await.result(moderator.look(text("Hello")))).isEqualTo("Hello");
  }

  @Test
  void aTextThatOnlyHasAPictureIsNotLookedAt() {
    assertThat(Await.result(moderator(false).look(text("")))).isEmpty();
  }

  @Test
  void redactsWithinTheBound() {
    says(redact("0123456789"));
    assertThat(Await.result(moderator(false).look(text("Hello")))).isEqualTo("0123456789");
  }

  @Test
  void aReplacementThatNobodyMayWriteIsNone() {
    says(redact("0123456789+"));
    assertThat(refusal(false)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(Await.result(moderator(true).look(text("Hello")))).isEqualTo("Hello");
  }

  @Test
  void aVerdictThatIsNoneIsNone() {
    says("allow");
    assertThat(refusal(false)).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void aRefusalHoldsWhereOthersPass() {
    says(new JsonObject().put("verdict", "refuse"));
    assertThat(refusal(true)).isEqualTo(ErrorCode.CONTENT_REFUSED);
  }

  @Test
  void silencePassesWhereThatIsConfigured() {
    vertx.eventBus().consumer(ADDRESS, message -> {});
    Duration soon = Duration.ofMillis(200);
    assertThat(Await.result(moderator(true, soon).look(text("Hello")))).isEqualTo("Hello");
    assertThat(refusal(moderator(false, soon))).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  private ErrorCode refusal(boolean failOpen) {
    return refusal(moderator(failOpen));
  }

  private static ErrorCode refusal(Moderator moderator) {
    Throwable error = Await.failure(moderator.look(text("Hello")));
    return ((FailureException) error).failure().code();
  }
}
