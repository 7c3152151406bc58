package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Ports;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.ServerProcess;
import dev.parley.testing.ToolScript;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded server is killed in the middle of an answer, and started again over what is left.
 */
class KillIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path data;

  @Test
  void keepsWhatWasAcknowledgedAndWhatWasShown() {
    Vertx vertx = Vertx.vertx();
    int port = Ports.free();
    Gate never = new Gate();
    try (ScriptedProvider provider = new ScriptedProvider()) {
      provider.next(ToolScript.wanting("", "call_1", "calculator", "{\"expression\":\"6*7\"}"));
      provider.next(Script.stream().text("It was a dark ").text("and stormy ").gate(never));
      Map<String, String> environment =
          Map.of("OPENAI_BASE_URL", provider.baseUrl().toString(), "PARLEY_AI_LEASE", "2s");

      ServerProcess first = ServerProcess.start(data, port, environment);
      JsonObject login = Http.guest(port, "Ada");
      String token = login.getString("access_token");
      ChatClient ada = ChatClient.login(vertx, port, token);
      long conversation =
          ada.call("create_conversation", new JsonObject())
              .getJsonObject("conversation")
              .getLong("id");
      JsonObject sent =
          ada.call(
              "send_message",
              new JsonObject().put("conversation_id", conversation).put("content", "Once?"));
      long generation = sent.getJsonObject("generation").getLong("id");
      ada.next(frame -> shown(ada).equals("It was a dark and stormy "), "the whole prefix");
      long feedSeq = ada.received("stream_start").getFirst().getLong("seq");
      first.kill();

      try (ServerProcess second = ServerProcess.start(data, port, environment)) {
        ChatClient back = ChatClient.login(vertx, port, token);
        back.call(
            "resume",
            new JsonObject()
                .put("conversations", new JsonObject().put("" + conversation, feedSeq))
                .put("generations", new JsonObject().put("" + generation, 0)));
        assertThat(shown(back)).isEqualTo("It was a dark and stormy ");
        // Whatever the reaper has done to the generation: older pieces would be dropped.
        assertThat(back.received("resumed").getFirst().getLong("epoch"))
            .isEqualTo(back.received("stream_content").getFirst().getLong("epoch"));
        JsonObject end = back.next("stream_stopped").getJsonObject("data");
        assertThat(end.getString("reason")).isEqualTo("interrupted");
        assertThat(end.getJsonObject("message").getString("content"))
            .isEqualTo("It was a dark and stormy ");
        JsonObject call = end.getJsonObject("message").getJsonArray("tool_calls").getJsonObject(0);
        assertThat(call.getString("phase")).isEqualTo("finished");
        assertThat(call.getString("detail")).contains("42");

        JsonArray messages =
            back.call("load_messages", new JsonObject().put("conversation_id", conversation))
                .getJsonArray("messages");
        assertThat(messages).hasSize(2);
        assertThat(messages.getJsonObject(0).getString("content")).isEqualTo("Once?");
        back.call(
            "regenerate",
            new JsonObject().put("message_id", messages.getJsonObject(1).getLong("id")));
        back.next("stream_complete");
        back.close();
        assertThat(second.stop()).isZero();
      }
    } finally {
      vertx.close().await();
    }
  }

  private static String shown(ChatClient client) {
    StringBuilder text = new StringBuilder();
    client.received("stream_content").forEach(chunk -> text.append(chunk.getString("content")));
    return text.toString();
  }
}
