package dev.parley.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Keys and answers for programs in a cluster of two nodes. */
class KeysClusterIT {
  private static final int ANSWERS = 4;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private static int models(Node node, String key) {
    return Http.get(node.port(), "/v1/models", key).status();
  }

  @Test
  void aKeyOfOneNodeOpensTheOtherUntilItIsRevoked() {
    try (ScriptedProvider provider = new ScriptedProvider();
        TestCluster cluster =
            new TestCluster(
                folder,
                Map.of("OPENAI_BASE_URL", provider.baseUrl().toString(), "AI_MODEL", "scripted"))) {
      Node west = cluster.start("west");
      Node east = cluster.start("east");
      String token = Http.guest(west.port(), "Ada").getString("access_token");
      JsonObject made = Keys.make(west.port(), token, "everywhere");
      String key = made.getString("key");
      assertThat(models(west, key)).isEqualTo(200);
      assertThat(models(east, key)).isEqualTo(200);
      for (int i = 0; i < ANSWERS; i++) {
        provider.next(ToolScripts.twoCalls("Let me look"));
        answersWithCalls(east, key);
      }

      assertThat(Keys.revoke(east.port(), token, made.getLong("id")).status()).isEqualTo(204);
      assertThat(models(east, key)).isEqualTo(401);
      assertThat(refusedSoon(west, key)).isTrue();
    }
  }

  /** By whichever node takes it. */
  private static void answersWithCalls(Node node, String key) {
    JsonObject body =
        new JsonObject()
            .put("messages", ToolScripts.answered("Let me look"))
            .put("tools", JsonArray.of(ToolScripts.weather()))
            .put("tool_choice", "auto");
    Answer answer = Http.post(node.port(), "/v1/chat/completions", key, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).contains("Let me look", "call_1", "call_2", "Oslo");
  }

  /** The news may be under way, but a key is remembered for ten seconds only. */
  private static boolean refusedSoon(Node node, String key) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < end) {
      if (models(node, key) == 401) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }
}
