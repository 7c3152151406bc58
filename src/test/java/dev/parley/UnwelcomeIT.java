package dev.parley;

import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Person;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sockets of those who may not, or no longer, or send what cannot be read. */
class UnwelcomeIT {
  /** Connections land on different event loops, as they do on a larger machine. */
  @RegisterExtension static final Stage stage = Stage.with("PARLEY_HTTP_INSTANCES", "2");

  @Test
  void wantsToKnowWhoSpeaksFirst() {
    try (ChatClient client = stage.stranger()) {
      client.sendText("{\"type\":\"ping\"}");
      assertThat(client.closed()).isEqualTo(new ChatClient.Closed(4001, "Authentication required"));
    }
    try (ChatClient client = stage.stranger()) {
      client.sendText("{\"type\":\"auth\",\"token\":\"not.a.token\"}");
      assertThat(client.closed()).isEqualTo(new ChatClient.Closed(4001, "Invalid token"));
    }
  }

  @Test
  void closesTheSocketsOfALoginThatEnds() {
    Person login = stage.guest("Ada");
    try (ChatClient ada = login.connect()) {
      login.post("/api/v1/auth/logout", new JsonObject());
      assertThat(ada.closed().code()).isEqualTo(4004);
    }
    try (ChatClient again = stage.stranger()) {
      again.send(new JsonObject().put("type", "auth").put("token", login.token()));
      assertThat(again.closed().code()).isEqualTo(4001);
    }
  }

  @Test
  void survivesBadInput() {
    try (ChatClient ada = stage.guest("Ada").connect();
        ChatClient eve = stage.guest("Eve").connect()) {
      long conversation = ada.newConversation();
      for (String bad :
          List.of("", "hello", "[]", "\u0000", "[".repeat(10_000), "{\"type\":".repeat(5_000))) {
        eve.sendText(bad);
        assertThat(eve.nextData("error").getString("code")).isEqualTo("INVALID_FRAME");
      }
      eve.sendBinary(new byte[] {0, 1, 2, (byte) 0xff});
      assertThat(eve.nextData("error").getString("code")).isEqualTo("UNSUPPORTED_MEDIA");
      eve.sendText("x".repeat(1_000_000));
      assertThat(eve.nextData("error").getString("code")).isEqualTo("FRAME_TOO_LARGE");
      assertThat(eve.refusal("dance", new JsonObject()).getString("code"))
          .isEqualTo("UNKNOWN_TYPE");
      assertThat(
              eve.refusal("send_message", text(conversation, "x".repeat(40_000))).getString("code"))
          .isEqualTo("MESSAGE_TOO_LONG");
      for (String command :
          List.of(
              "send_message",
              "join_conversation",
              "load_messages",
              "update_conversation",
              "delete_conversation",
              "stop")) {
        JsonObject refusal = eve.refusal(command, text(conversation, "mine?").put("title", "mine"));
        assertThat(refusal.getString("code")).as(command).isEqualTo("NOT_FOUND");
      }
      assertThat(eve.call("list_conversations", new JsonObject()).getJsonArray("conversations"))
          .isEmpty();
    }
  }
}
