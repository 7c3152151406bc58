package dev.parley.service;

import dev.parley.chat.Texts;
import dev.parley.config.ModerationConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a program on the event bus look at what a person writes, before anything is done with it;
 * docs/polyglot.md is its contract. It is asked once and for a bounded time; what becomes of a text
 * that it did not look at is configured.
 *
 * <p>Questions under way are bounded; overflow policy: further texts count as not looked at. Used
 * on one event loop.
 */
public final class Moderator {
  private static final Logger LOG = LoggerFactory.getLogger(Moderator.class);
  private static final int VERSION = 1;
  private static final int MAX_ASKED = 1_000;
  private static final int MAX_REASON = 200;

  private final Vertx vertx;
  private final ModerationConfig config;
  private final int maxLength;
  private int asked;

  /**
   * @param maxLength characters of what it may put in place of a text
   */
  public Moderator(Vertx vertx, ModerationConfig config, int maxLength) {
    this.vertx = vertx;
    this.config = config;
    this.maxLength = maxLength;
  }

  /**
   * A text, and where it is to stand.
   *
   * @param kind {@code message}, {@code note}, {@code edit} or {@code prompt}
   * @param conversationId null where it is not known yet
   * @param messageId what is edited; otherwise null
   */
  public record Text(
      String kind, long userId, Long conversationId, Long messageId, String content) {
    JsonObject asJson() {
      JsonObject json =
          new JsonObject()
              .put("type", "moderate")
              .put("version", VERSION)
              .put("kind", kind)
              .put("user_id", userId)
              .put("content", content);
      if (conversationId != null) {
        json.put("conversation_id", conversationId);
      }
      if (messageId != null) {
        json.put("message_id", messageId);
      }
      return json;
    }
  }

  /**
   * What is to be used of the text. Fails with CONTENT_REFUSED, and with UNAVAILABLE when nobody
   * looked at it and it may not pass without.
   */
  public Future<String> look(Text text) {
    if (config.address() == null || text.content().isBlank()) {
      return Future.succeededFuture(text.content());
    }
    return ask(text)
        .map(verdict -> read(verdict, text.content()))
        .recover(error -> notLookedAt(text, error));
  }

  private Future<Object> ask(Text text) {
    if (asked >= MAX_ASKED) {
      return Future.failedFuture("too many questions are under way");
    }
    asked++;
    return vertx
        .eventBus()
        .request(
            config.address(),
            text.asJson(),
            new DeliveryOptions().setSendTimeout(config.timeout().toMillis()))
        .onComplete(done -> asked--)
        .map(reply -> reply.body());
  }

  private String read(Object body, String content) {
    if (!(body instanceof JsonObject verdict)) {
      throw new IllegalArgumentException("a verdict must be an object");
    }
    return switch (verdict.getString("verdict", "")) {
      case "allow" -> content;
      case "refuse" -> throw new FailureException(ErrorCode.CONTENT_REFUSED, reason(verdict));
      case "redact" -> replacement(verdict.getValue("content"));
      default -> throw new IllegalArgumentException("a verdict must be allow, refuse or redact");
    };
  }

  private static String reason(JsonObject verdict) {
    return verdict.getValue("reason") instanceof String reason
            && !reason.isBlank()
            && reason.length() <= MAX_REASON
        ? reason
        : "The moderator refused this text";
  }

  private String replacement(Object content) {
    if (content instanceof String text && !text.isBlank() && text.length() <= maxLength) {
      return Texts.clean(text);
    }
    throw new IllegalArgumentException("a redacted text must have 1 to " + maxLength);
  }

  private Future<String> notLookedAt(Text text, Throwable error) {
    if (error instanceof FailureException refused) {
      return Future.failedFuture(refused);
    }
    LOG.warn(
        "{} did not look at a text of user {}, it is {}: {}",
        config.address(),
        text.userId(),
        config.failOpen() ? "let through" : "refused",
        error.toString());
    return config.failOpen()
        ? Future.succeededFuture(text.content())
        : Future.failedFuture(
            new FailureException(
                ErrorCode.UNAVAILABLE, "Messages cannot be checked at the moment, try again"));
  }
}
