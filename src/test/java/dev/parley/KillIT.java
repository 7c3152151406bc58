package dev.parley;

import static dev.parley.testing.CommandData.resumeFrom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Person;
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
          Map.of("OPENAI_BASE_URL", provider.baseUrl().toString(), "PARLEY_AI_LEASE", "5s");

      ServerProcess first = ServerProcess.start(data, port, environment);
      Person person = Person.guest(vertx, port, "Ada");
      ChatClient ada = person.connect();
      long conversation = ada.newConversation();
      JsonObject sent = ada.say(conversation, "Once?");
      long generation = sent.getJsonObject("generation").getLong("id");
      ada.next(frame -> ada.streamed().equals("It was a dark and stormy "), "the whole prefix");
      long feedSeq = ada.received("stream_start").getFirst().getLong("seq");
      first.kill();

      try (ServerProcess second = ServerProcess.start(data, port, environment)) {
        ChatClient back = person.connect();
        back.call("resume", resumeFrom(conversation, feedSeq, generation, 0));
        assertThat(back.streamed()).isEqualTo("It was a dark and stormy ");
        // Whatever the reaper has done to the generation: older pieces would be dropped.
        assertThat(back.received("resumed").getFirst().getLong("epoch"))
            .isEqualTo(back.received("stream_content").getFirst().getLong("epoch"));
        JsonObject end = back.nextData("stream_stopped");
        assertThat(end.getString("reason")).isEqualTo("interrupted");
        assertThat(end.getJsonObject("message").getString("content"))
            .isEqualTo("It was a dark and stormy ");
        JsonObject call = end.getJsonObject("message").getJsonArray("tool_calls").getJsonObject(0);
        assertThat(call.getString("phase")).isEqualTo("finished");
        assertThat(call.getString("detail")).contains("42");

        JsonArray messages = back.messages(conversation);
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
}
