package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.tool.Tool;
import dev.parley.ai.tool.Tool.Invocation;
import dev.parley.ai.tool.Tool.Person;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.ai.tool.builtin.BuiltinTools;
import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.chat.Conversation;
import dev.parley.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model searches as the person who asked it, and finds nothing else. */
final class SearchToolIT {
  private static StoreFixture store;
  private static Tool search;

  @BeforeAll
  static void start() {
    store = new StoreFixture();
    search = new BuiltinTools(store.bus, List.of("search")).tools().getFirst();
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @Test
  void findsOnlyInOnesOwnConversations() {
    var ada = store.person("Ada");
    var bob = store.person("Bob");
    Conversation hers = store.conversation(ada);
    Conversation shared = store.conversation(bob);
    store.invite(bob, shared, ada);
    long id = note(ada, hers, "The zeppelin leaves at nine");
    note(bob, shared, "A zeppelin, really?");
    note(bob, store.conversation(bob), "My secret zeppelin");

    JsonArray found = results(ada, "{\"query\": \"zeppelin\"}");
    assertThat(found).hasSize(2);
    JsonObject own =
        found.stream()
            .map(JsonObject.class::cast)
            .filter(hit -> "Ada".equals(hit.getString("from")))
            .findFirst()
            .orElseThrow();
    assertThat(own.getString("snippet")).isEqualTo("The zeppelin leaves at nine");
    assertThat(own.getString("path")).isEqualTo("/#/c/" + hers.id() + "/m/" + id);
    assertThat(own.getString("conversation")).isNotBlank();
    assertThat(Instant.parse(own.getString("date"))).isBefore(Instant.now().plusSeconds(60));
    assertThat(found.encode()).doesNotContain("secret");
    assertThat(results(store.person("Eve"), "{\"query\": \"zeppelin\"}")).isEmpty();
  }

  @Test
  void whatIsFoundIsBounded() {
    var ada = store.person("Ada");
    Conversation talk = store.conversation(ada);
    for (int i = 0; i < 25; i++) {
      note(ada, talk, "walrus " + i + " " + "long ".repeat(200));
    }
    assertThat(results(ada, "{\"query\": \"walrus\"}")).hasSize(10);
    assertThat(results(ada, "{\"query\": \"walrus\", \"limit\": 1000000}")).hasSize(20);
    assertThat(results(ada, "{\"query\": \"walrus\", \"limit\": -5}")).hasSize(1);
    assertThat(call(ada, "{\"query\": \"walrus\"}").text()).hasSizeLessThan(10_000);
  }

  @Test
  void whatCannotBeSearchedForIsTheModelsError() {
    var ada = store.person("Ada");
    for (String arguments :
        List.of(
            "{}",
            "{\"query\": 7}",
            "{\"query\": \" \"}",
            "{\"query\": \"" + "x".repeat(301) + "\"}",
            "{\"query\": \"a\\u0000b\"}")) {
      assertThat(call(ada, arguments).error()).as(arguments).isTrue();
    }
  }

  private static JsonArray results(Accounts.User person, String arguments) {
    Result result = call(person, arguments);
    assertThat(result.error()).isFalse();
    return new JsonObject(result.text()).getJsonArray("results");
  }

  private static Result call(Accounts.User person, String arguments) {
    Person asks = new Person(person.id(), false, false);
    return Await.result(search.call(new Invocation(asks, 1, 2, arguments)));
  }

  private static long note(Accounts.User sender, Conversation conversation, String text) {
    return store
        .ask(
            Conversations.SEND,
            new Conversations.Send(
                sender.id(), conversation.id(), text, true, null, null, null, false))
        .message()
        .id();
  }
}
