package dev.parley;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.resumeFrom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.redis.RedisLink;
import dev.parley.testing.Await;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Person;
import dev.parley.testing.Ports;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.ServerProcess;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TestRedis;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole server with its log in Redis, and what happens to Redis in mid-stream. */
class RedisOutageIT {
  private static final String BEFORE = "It was a dark and stormy ";
  private static final String WHOLE = BEFORE + "night. The end.";

  private final Vertx vertx = Vertx.vertx();
  private final TestRedis redis = new TestRedis();
  private final TestDatabase database = TestDatabase.create();
  private final ScriptedProvider provider = new ScriptedProvider();
  private final Gate first = new Gate();
  private final Gate second = new Gate();
  private TestServer server;
  private Person person;
  private ChatClient ada;
  private long conversation;
  private long generation;
  private long feedSeq;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path data;

  private Map<String, String> environment() {
    return Map.of(
        "OPENAI_BASE_URL",
        provider.baseUrl().toString(),
        "DATABASE_URL",
        database.url(),
        "REDIS_URL",
        redis.url(),
        "PARLEY_REDIS_TIMEOUT",
        "10s");
  }

  @BeforeEach
  void begin() {
    provider.next(
        Script.stream()
            .text("It was a dark ")
            .text("and stormy ")
            .gate(first)
            .text("night. ")
            .gate(second)
            .text("The end.")
            .finish("stop")
            .done()
            .end());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    provider.close();
    vertx.close().await();
    redis.close();
  }

  private void ask(int port) {
    person = Person.guest(vertx, port, "Ada");
    ada = person.connect();
    conversation = ada.newConversation();
    generation = ada.say(conversation, "Once?").getJsonObject("generation").getLong("id");
    seen(ada, BEFORE);
    feedSeq = ada.received("stream_start").getFirst().getLong("seq");
  }

  private static void seen(ChatClient client, String text) {
    client.next(frame -> client.streamed().equals(text), "the text: " + text);
  }

  /** Resumes on a new socket, from a chunk that was seen, or from the start. */
  private ChatClient resumed(long seq) {
    ChatClient client = person.connect();
    client.call("resume", resumeFrom(conversation, feedSeq, generation, seq));
    return client;
  }

  private static JsonObject answer(ChatClient client) {
    return client.received("resumed").stream()
        .filter(data -> data.containsKey("generation_id"))
        .findFirst()
        .orElseThrow();
  }

  private static void inOrder(ChatClient client) {
    List<Long> seqs = client.chunkSeqs();
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
  }

  private long chunksInDatabase() {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM generation_chunks")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From before the fault to the end: nothing lost, nothing twice, nothing out of order. */
  private void goesOn(boolean inDatabase) {
    ChatClient back = resumed(0);
    assertThat(answer(back).getBoolean("recovered")).isTrue();
    assertThat(back.streamed()).isEqualTo(BEFORE);
    ChatClient joined = person.connect();
    JsonObject running =
        joined.call("join_conversation", in(conversation)).getJsonArray("running").getJsonObject(0);
    assertThat(running.getString("content")).isEqualTo(BEFORE);

    first.open();
    seen(ada, BEFORE + "night. ");
    ChatClient later = resumed(0);
    second.open();

    for (ChatClient client : List.of(ada, back, later)) {
      JsonObject end = client.nextData("stream_complete");
      assertThat(end.getJsonObject("message").getString("content")).isEqualTo(WHOLE);
      assertThat(client.streamed()).isEqualTo(WHOLE);
      inOrder(client);
    }
    joined.next("stream_complete");
    assertThat(BEFORE + joined.streamed()).isEqualTo(WHOLE);
    assertThat(chunksInDatabase() > 0).isEqualTo(inDatabase);
  }

  @Test
  void redisAloneHasTheLogWhileItIsWell() {
    server = TestServer.start(environment());
    ask(server.port());
    goesOn(false);
  }

  @Test
  void redisDies() {
    server = TestServer.start(environment());
    ask(server.port());
    redis.stop();
    goesOn(true);
  }

  @Test
  void redisIsRestartedEmpty() {
    server = TestServer.start(environment());
    ask(server.port());
    redis.stop();
    redis.restart();
    goesOn(true);
  }

  @Test
  void redisIsFlushed() {
    server = TestServer.start(environment());
    ask(server.port());
    RedisLink other = new RedisLink(vertx, redis.url(), Duration.ofSeconds(10), List.of());
    Await.result(other.send(Request.cmd(Command.FLUSHALL)));
    other.close();

    first.open();
    seen(ada, BEFORE + "night. ");
    assertThat(chunksInDatabase()).isGreaterThan(1);
    second.open();
    ada.next("stream_complete");
    assertThat(ada.streamed()).isEqualTo(WHOLE);
    inOrder(ada);
  }

  @Test
  void redisIsAwayFromTheStart() {
    redis.stop();
    server = TestServer.start(environment());
    ask(server.port());
    goesOn(true);
  }

  @Test
  void whatADeadOwnerSaidIsKept() {
    int port = Ports.free();
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("PARLEY_AI_LEASE", "5s");
    ServerProcess owner = ServerProcess.start(data, port, environment);
    ask(port);
    owner.kill();
    assertThat(chunksInDatabase()).isZero();

    try (ServerProcess heir = ServerProcess.start(data, port, environment)) {
      ChatClient back = resumed(0);
      assertThat(back.streamed()).isEqualTo(BEFORE);
      JsonObject end = back.nextData("stream_stopped");
      assertThat(end.getString("reason")).isEqualTo("interrupted");
      assertThat(end.getJsonObject("message").getString("content")).isEqualTo(BEFORE);
      inOrder(back);
      assertThat(heir.stop()).isZero();
    }
  }
}
