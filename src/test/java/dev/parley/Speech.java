package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.RawSocket;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.stream.Collectors;

/** A dialect as its own clients use it. */
enum Speech {
  PARLEY("type") {
    @Override
    RawSocket connect(Stage stage, String person) {
      RawSocket socket = stage.raw("/api/v1/chat/ws");
      String token = stage.guest(person).token();
      socket.send(new JsonObject().put("type", "auth").put("token", token));
      socket.next("type", "auth_success");
      socket.send(frame("create_conversation", new JsonObject()).put("id", 1));
      conversation =
          socket
              .next("type", "ack")
              .getJsonObject("data")
              .getJsonObject("conversation")
              .getLong("id");
      return socket;
    }

    @Override
    JsonObject text(String content) {
      return frame(
          "send_message",
          new JsonObject().put("conversation_id", conversation).put("content", content));
    }

    @Override
    String answer(RawSocket socket) {
      return socket
          .next("type", "stream_complete")
          .getJsonObject("data")
          .getJsonObject("message")
          .getString("content");
    }

    @Override
    String error(RawSocket socket) {
      return socket.next("type", "error").getJsonObject("data").getString("code");
    }
  },
  SESSIONS("type") {
    @Override
    RawSocket connect(Stage stage, String person) {
      return stage.raw("/ws/" + person);
    }

    @Override
    JsonObject text(String content) {
      return new JsonObject().put("type", "message").put("content", content);
    }

    @Override
    String answer(RawSocket socket) {
      JsonObject answer = socket.next("role", "assistant");
      assertThat(answer.getString("session_id")).isEqualTo("default");
      assertThat(streamed(socket, "stream", "content")).endsWith(answer.getString("content"));
      return answer.getString("content");
    }
  },
  ACTIONS("action") {
    @Override
    RawSocket connect(Stage stage, String person) {
      return stage.raw("/ws/" + person);
    }

    @Override
    JsonObject text(String content) {
      return new JsonObject()
          .put("action", "send_message")
          .put("chat_id", "123")
          .put("content", content)
          .put("response_model", false);
    }

    @Override
    String answer(RawSocket socket) {
      JsonObject complete = socket.next("type", "generation_complete");
      assertThat(complete.getString("task_id")).isNotEmpty();
      return streamed(socket, "token", "token");
    }
  },
  EVENTS("event") {
    @Override
    RawSocket connect(Stage stage, String person) {
      return stage.raw("/ws/chat?client_id=" + person);
    }

    @Override
    JsonObject text(String content) {
      return new JsonObject().put("event", "user_message").put("message", content);
    }

    @Override
    String answer(RawSocket socket) {
      return socket.next("event", "ai_response").getString("message");
    }

    @Override
    String error(RawSocket socket) {
      return socket.next("event", "error").getString("code");
    }
  },
  COMMANDS("message") {
    @Override
    RawSocket connect(Stage stage, String person) {
      return stage.raw("/ws/chat?client_id=" + person);
    }

    @Override
    JsonObject text(String content) {
      return new JsonObject().put("message", content);
    }

    @Override
    String answer(RawSocket socket) {
      return socket.next("type", "message").getString("content");
    }
  };

  /** Where the native client writes. */
  private static long conversation;

  /** The field that says what a frame is. */
  final String key;

  Speech(String key) {
    this.key = key;
  }

  /** Somebody whom no other test knows. */
  static String person() {
    return "person-" + UUID.randomUUID();
  }

  /** Opens a socket for that person, ready to speak. */
  abstract RawSocket connect(Stage stage, String person);

  /** A message of the person who connected last. */
  abstract JsonObject text(String content);

  /** Waits for the end of the next answer: its text. */
  abstract String answer(RawSocket socket);

  /** Waits for the next error: its code. */
  String error(RawSocket socket) {
    return socket.next("type", "error").getString("code");
  }

  private static JsonObject frame(String type, JsonObject data) {
    return new JsonObject().put("type", type).put("data", data);
  }

  /** What the frames of that type say so far, put together. */
  static String streamed(RawSocket socket, String type, String field) {
    return socket.received().stream()
        .filter(frame -> type.equals(frame.getString("type")))
        .map(frame -> frame.getString(field))
        .collect(Collectors.joining());
  }
}
