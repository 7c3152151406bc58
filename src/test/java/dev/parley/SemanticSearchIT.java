package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.Http;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Searching by meaning, with the real model in a whole server. */
class SemanticSearchIT {
  private static final Map<String, String> ON = Map.of("PARLEY_SEARCH_SEMANTIC_ENABLED", "true");

  private final TestDatabase database = TestDatabase.create();
  private final Vertx vertx = Vertx.vertx();
  private TestServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    Await.result(vertx.close());
    database.close();
  }

  @Test
  void findsWhatMeansTheSameAndSaysWhy() {
    start(ON);
    Person ada = new Person("Ada");
    Person ben = new Person("Ben");
    long wanted = ada.note("Preparing grains on the stove");
    ada.note("The meeting was moved to Tuesday");
    long worded = ada.note("You may cook it, or not: a story about rice fields and how to sleep");
    ben.note("Boiling some basmati for supper");

    JsonArray hits = ada.awaitHits("How do I cook rice?", "semantic", 2);
    assertThat(ids(hits)).containsExactlyInAnyOrder(wanted, worded);
    assertThat(hits.getJsonObject(0).getString("found_by")).isEqualTo("semantic");
    assertThat(hits.getJsonObject(0).getString("snippet")).isNotEmpty();

    JsonObject both = ada.search("cook rice", null);
    assertThat(both.getString("mode")).isEqualTo("both");
    assertThat(both.getJsonArray("modes")).containsExactly("both", "text", "semantic");
    assertThat(ids(both.getJsonArray("hits"))).containsExactly(worded, wanted);
    JsonObject first = both.getJsonArray("hits").getJsonObject(0);
    assertThat(first.getString("found_by")).isEqualTo("both");
    assertThat(first.getJsonArray("highlights")).isNotEmpty();

    JsonObject text = ada.search("cook rice", "text");
    assertThat(ids(text.getJsonArray("hits"))).containsExactly(worded);
    assertThat(text.getJsonArray("hits").getJsonObject(0).getString("found_by")).isEqualTo("text");
    assertThat(ada.search("?!", "semantic").getJsonArray("hits")).isEmpty();
  }

  @Test
  void theBestPassageOfALongMessageIsShownAndARemovedMessageIsGone() {
    start(ON);
    Person ada = new Person("Ada");
    String filler = "The committee talks about the opening hours of the library. ".repeat(15);
    long id = ada.note(filler + "My physician told me to take these pills daily. " + filler);

    JsonArray hits = ada.awaitHits("doctor prescribed medicine", "semantic", 1);
    assertThat(hits.getJsonObject(0).getString("snippet")).contains("My physician").startsWith("…");
    assertThat(hits.getJsonObject(0).getString("snippet").length()).isLessThanOrEqualTo(240);

    Http.send("DELETE", server.port(), "/api/v1/messages/" + id, ada.token, null);
    assertThat(ada.search("doctor prescribed medicine", "semantic").getJsonArray("hits")).isEmpty();
  }

  @Test
  void offItLeavesNoTraceAndOnceItIsOnOldMessagesAreFound() throws SQLException {
    start(Map.of());
    Person ada = new Person("Ada");
    long wanted = ada.note("We should repair the vehicle before the trip");
    JsonObject off = ada.search("vehicle", null);
    assertThat(off.getString("mode")).isEqualTo("text");
    assertThat(off.getJsonArray("modes")).containsExactly("text");
    Http.Answer refused = Http.get(server.port(), path("vehicle", "semantic"), ada.token);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().getString("code")).isEqualTo("INVALID_FIELD");
    assertThat(refused.text()).contains("semantic search is off");
    assertThat(number("SELECT count(*) FROM embeddings")).isZero();
    assertThat(number("SELECT mark FROM embedding_progress")).isZero();

    server.close();
    start(ON);
    assertThat(ids(ada.awaitHits("fixing my car", "semantic", 1))).containsExactly(wanted);
    server.close();
    start(Map.of());
    long later = ada.note("The garage will look at my automobile");
    server.close();
    start(ON);
    assertThat(ids(ada.awaitHits("fixing my car", "semantic", 2))).contains(wanted, later);
  }

  private void start(Map<String, String> settings) {
    Map<String, String> all = new java.util.HashMap<>(settings);
    all.put("DATABASE_URL", database.url());
    server = TestServer.start(all);
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static String path(String text, String mode) {
    String q = "/api/v1/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    return mode == null ? q : q + "&mode=" + mode;
  }

  private static List<Long> ids(JsonArray hits) {
    return hits.stream().map(hit -> ((JsonObject) hit).getLong("message_id")).toList();
  }

  private final class Person {
    final String token;
    final long conversation;

    Person(String name) {
      token = Http.guest(server.port(), name).getString("access_token");
      JsonObject made = post("/api/v1/conversations", new JsonObject());
      conversation = made.getLong("id");
    }

    JsonObject post(String path, JsonObject body) {
      Http.Answer answer = Http.post(server.port(), path, token, body);
      assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
      return answer.body();
    }

    long note(String text) {
      JsonObject message = new JsonObject().put("content", text).put("message_type", "note");
      return post("/api/v1/conversations/" + conversation + "/messages", message)
          .getJsonObject("message")
          .getLong("id");
    }

    JsonObject search(String text, String mode) {
      Http.Answer answer = Http.get(server.port(), path(text, mode), token);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      return answer.body();
    }

    /** Asks until there are so many hits. */
    JsonArray awaitHits(String text, String mode, int count) {
      return Await.result(
          until(() -> search(text, mode).getJsonArray("hits"), hits -> hits.size() == count));
    }
  }

  private <T> Future<T> until(java.util.concurrent.Callable<T> look, Predicate<T> enough) {
    return vertx
        .executeBlocking(look)
        .compose(
            seen ->
                enough.test(seen)
                    ? Future.succeededFuture(seen)
                    : vertx.timer(100, TimeUnit.MILLISECONDS).compose(t -> until(look, enough)));
  }
}
