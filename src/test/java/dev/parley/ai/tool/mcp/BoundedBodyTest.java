package dev.parley.ai.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {
  private boolean cancelled;

  private BodySubscriber<String> body(boolean events, String... parts) {
    BoundedBody<String> body =
        new BoundedBody<>(BodySubscribers.ofString(StandardCharsets.UTF_8), events, 10);
    body.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {
            cancelled = true;
          }
        });
    for (String part : parts) {
      body.onNext(List.of(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8))));
    }
    body.onComplete();
    return body;
  }

  private void passes(boolean events, String... parts) {
    assertThat(body(events, parts).getBody().toCompletableFuture().join())
        .isEqualTo(String.join("", parts));
    assertThat(cancelled).isFalse();
  }

  private void isTooLarge(boolean events, String... parts) {
    assertThatThrownBy(() -> body(events, parts).getBody().toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TooLargeException.class);
    assertThat(cancelled).isTrue();
  }

  @Test
  void anAnswerAsAWholeIsBounded() {
    passes(false, "1\n\n4567", "\n\n0");
    isTooLarge(false, "1\n\n4567", "\n\n01");
  }

  @Test
  void eachEventIsBounded() {
    passes(true, "data:67\n\n", "data:67\r\n", "\r\ndata:", "67\n", "\n:\n\n");
    isTooLarge(true, "data:67\n\n", "data:67\n8", "90");
  }
}
