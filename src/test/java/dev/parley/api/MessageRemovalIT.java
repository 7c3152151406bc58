package dev.parley.api;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.resumeFrom;
import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Person;
import dev.parley.testing.Pictures;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Taking single messages out, over HTTP and the socket. */
class MessageRemovalIT {
  private static final String BASE = "/api/v1/conversations/";

  @RegisterExtension static final Stage stage = Stage.with();

  @Test
  void keepsItsPlaceWithoutItsText() {
    stage.provider().next(Script.answer("A secret?")).next(Script.answer("Fine."));
    Person person = stage.guest("Ada");
    try (ChatClient ada = person.connect()) {
      long conversation = ada.newConversation();
      JsonObject sent = ada.say(conversation, "The code is 1234");
      ada.next("stream_complete");
      long question = sent.getJsonObject("message").getLong("id");

      assertThat(remove(question, person).status()).isEqualTo(204);
      JsonObject told = ada.nextData("message_deleted");
      assertThat(told.getLong("message_id")).isEqualTo(question);
      assertThat(told.getLong("seq")).isPositive();
      assertThat(remove(question, person).status()).isEqualTo(204);
      ada.call("delete_message", new JsonObject().put("message_id", question));

      JsonArray page = messages(conversation, person);
      assertThat(page).hasSize(2);
      assertThat(page.getJsonObject(0).getString("status")).isEqualTo("deleted");
      assertThat(page.getJsonObject(0).getString("content")).isEmpty();
      assertThat(page.getJsonObject(1).getLong("parent_id")).isEqualTo(question);

      ada.say(conversation, "Go on");
      ada.next("stream_complete");
      assertThat(askedFor("Go on")).contains("A secret?").doesNotContain("1234");
      replays(conversation, told, person);
      assertThat(ada.received("message_deleted")).hasSize(1);
      exportsAndImports(conversation, person);
    }
  }

  /** Whoever was away is told of the removal, and not of the text. */
  private static void replays(long conversation, JsonObject told, Person person) {
    try (ChatClient later = person.connect()) {
      later.call("resume", resumeFrom(conversation, 0));
      assertThat(later.nextData("message_deleted")).isEqualTo(told);
      assertThat(later.received("message_received").toString()).doesNotContain("1234");
    }
  }

  private static void exportsAndImports(long conversation, Person person) {
    String export = BASE + conversation + "/export";
    assertThat(person.get(export + "?format=markdown").text()).contains("*Message removed*");
    JsonObject exported = person.get(export).body();
    Answer copy = person.post(BASE + "import", exported);
    assertThat(copy.status()).as(copy.text()).isEqualTo(201);
    JsonArray copied = messages(copy.body().getLong("id"), person);
    assertThat(copied).hasSize(4);
    assertThat(copied.getJsonObject(0).getString("status")).isEqualTo("deleted");
    JsonObject last = new JsonObject().put("message_id", copied.getJsonObject(3).getLong("id"));
    Answer fork = person.post(BASE + copy.body().getLong("id") + "/fork", last);
    assertThat(messages(fork.body().getLong("id"), person)).hasSize(4);
  }

  @Test
  void stopsTheAnswerToItAndRefusesWhatIsBeingWritten() {
    stage.provider().next(Script.stream().text("Endless ").gate(new Gate()));
    Person person = stage.guest("Ada");
    try (ChatClient ada = person.connect()) {
      long conversation = ada.newConversation();
      JsonObject sent = ada.say(conversation, "Talk");
      ada.next("stream_content");
      long question = sent.getJsonObject("message").getLong("id");
      long answer = sent.getJsonObject("generation").getLong("message_id");
      JsonObject refused =
          ada.refusal("delete_message", new JsonObject().put("message_id", answer));
      assertThat(refused.getString("code")).isEqualTo("CONFLICT");

      ada.call("delete_message", new JsonObject().put("message_id", question));
      ada.next("stream_stopped");
      for (String way : List.of("regenerate", "stream_response")) {
        JsonObject again =
            in(conversation).put("message_id", way.equals("regenerate") ? answer : question);
        assertThat(ada.refusal(way, again).getString("code")).isEqualTo("NOT_FOUND");
      }
      assertThat(remove(answer, person).status()).isEqualTo(204);
      assertThat(messages(conversation, person).getJsonObject(1).getString("content")).isEmpty();
      stage.provider().next(Script.answer("Still here."));
      ada.say(conversation, "After both");
      ada.next("stream_complete");
      ada.say(conversation, "/clear");
      assertThat(messages(conversation, person)).isEmpty();
    }
  }

  @Test
  void takesPicturesThatNoOtherVersionShows() {
    Person person = stage.guest("Ada");
    try (ChatClient ada = person.connect()) {
      JsonObject attachment = person.upload("image/png", Pictures.noise(40, 30, 3));
      String url = attachment.getString("thumbnail_url");
      JsonObject message =
          text(ada.newConversation(), "Look")
              .put("message_type", "note")
              .put("attachments", new JsonArray().add(attachment.getLong("id")));
      long first = ada.call("send_message", message).getJsonObject("message").getLong("id");
      JsonObject edit = new JsonObject().put("message_id", first).put("content", "Look here");
      long second = ada.call("edit_message", edit).getJsonObject("message").getLong("id");

      assertThat(remove(first, person).status()).isEqualTo(204);
      assertThat(person.get(url).status()).isEqualTo(200);
      assertThat(remove(second, person).status()).isEqualTo(204);
      assertThat(person.get(url).status()).isEqualTo(404);
    }
  }

  @Test
  void isForAuthorsAndOwnersOnly() {
    Person ben = stage.guest("Ben");
    Person owner = stage.guest("Ada");
    Person eve = stage.guest("Eve");
    try (ChatClient ada = owner.connect()) {
      long conversation = ada.newConversation();
      ada.call("invite", in(conversation).put("user", ben.id()));
      long owners = note(conversation, owner);
      long members = note(conversation, ben);
      long another = note(conversation, ben);

      assertThat(remove(owners, ben).body().getString("code")).isEqualTo("FORBIDDEN");
      assertThat(remove(members, eve).body().getString("code")).isEqualTo("NOT_FOUND");
      assertThat(remove(members, ben).status()).isEqualTo(204);
      assertThat(remove(another, owner).status()).isEqualTo(204);
    }
  }

  private static long note(long conversation, Person person) {
    JsonObject note = new JsonObject().put("content", "A note").put("message_type", "note");
    return person
        .post(BASE + conversation + "/messages", note)
        .body()
        .getJsonObject("message")
        .getLong("id");
  }

  private static Answer remove(long message, Person person) {
    return person.send("DELETE", "/api/v1/messages/" + message, null);
  }

  private static JsonArray messages(long conversation, Person person) {
    return person.get(BASE + conversation + "/messages").body().getJsonArray("messages");
  }

  /** What the model got with that text; what others asked before is passed over. */
  private static String askedFor(String text) {
    String asked = stage.provider().takeAsked().body().encode();
    while (!asked.contains(text)) {
      asked = stage.provider().takeAsked().body().encode();
    }
    return asked;
  }
}
