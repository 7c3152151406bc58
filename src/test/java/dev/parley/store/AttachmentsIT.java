package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Attachments;
import dev.parley.bus.Conversations;
import dev.parley.chat.Attachment;
import dev.parley.chat.Change;
import dev.parley.chat.Conversation;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.Message;
import dev.parley.protocol.ErrorCode;
import io.vertx.sqlclient.Pool;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AttachmentsIT {
  private static StoreFixture store;

  @BeforeAll
  static void start() {
    store = new StoreFixture();
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @Test
  void belongsToItsOwnerUntilAMessageHasIt() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Accounts.User eve = store.person("Eve");
    Conversation conversation = store.conversation(ann);
    store.invite(ann, conversation, ben);
    Attachment picture = upload(ann, 300 * 1024);

    assertThat(find(ann, picture).attachment()).isEqualTo(picture);
    store.refused(ErrorCode.NOT_FOUND, Attachments.FIND, reading(ben, picture));
    store.refused(
        ErrorCode.INVALID_FIELD, Conversations.SEND, sending(ben, conversation, picture.id()));

    Message sent =
        store.ask(Conversations.SEND, sending(ann, conversation, picture.id())).message();
    assertThat(sent.attachments()).containsExactly(picture);
    assertThat(find(ben, picture).sha256()).isEqualTo("abc");
    assertThat(chunk(ben, picture, false, 1)).hasSize(300 * 1024 - Attachments.CHUNK_BYTES);
    assertThat(chunk(ben, picture, true, 0)).hasSize(10);
    store.refused(ErrorCode.NOT_FOUND, Attachments.FIND, reading(eve, picture));
    store.refused(
        ErrorCode.NOT_FOUND,
        Attachments.CHUNK,
        new Attachments.ReadChunk(eve.id(), picture.id(), false, 0));
    store.refused(
        ErrorCode.NOT_FOUND,
        Attachments.CHUNK,
        new Attachments.ReadChunk(ben.id(), picture.id(), false, 2));

    Conversation other = store.conversation(ann);
    store.refused(ErrorCode.INVALID_FIELD, Conversations.SEND, sending(ann, other, picture.id()));
    assertThat(
            store
                .ask(Conversations.SEND, sending(ben, conversation, picture.id()))
                .message()
                .attachments())
        .containsExactly(picture);
  }

  @Test
  void isReadBackWithItsMessageEverywhere() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    Attachment first = upload(ann, 20);
    Attachment second = upload(ann, 30);
    Attachment away =
        store.ask(Attachments.LINK, new Attachments.Link(ann.id(), "https://example.org/a.png"));
    var sent =
        store.ask(
            Conversations.SEND,
            new Conversations.Send(
                ann.id(),
                conversation.id(),
                "",
                false,
                "key",
                null,
                null,
                true,
                List.of(second.id(), away.id(), first.id())));
    List<Attachment> all = List.of(second, away, first);
    assertThat(
            store
                .ask(
                    Conversations.MESSAGES,
                    new Conversations.LoadMessages(ann.id(), conversation.id(), null, 10))
                .messages()
                .getFirst()
                .attachments())
        .isEqualTo(all);
    FeedEvent event = store.feed(ann, conversation, 0).events().getFirst();
    assertThat(event.change()).isEqualTo(new Change.MessageAdded(sent.message()));
    assertThat(store.claim(sent.generation().id(), "node").turns().getLast().attachments())
        .isEqualTo(all);
    assertThat(store.view(ann, conversation).title()).isNotBlank();
    Message edited =
        store
            .ask(
                Conversations.EDIT,
                new Conversations.Edit(ann.id(), sent.message().id(), "What is this?"))
            .message();
    assertThat(edited.attachments()).isEqualTo(all);
  }

  @Test
  void isWholeOrNotThere() {
    Accounts.User ann = store.person("Ann");
    long id = begin(ann, 20, 5);
    append(ann, id, false, 0, 20);
    var finish = new Attachments.Finish(ann.id(), id);
    store.refused(ErrorCode.CONFLICT, Attachments.FINISH, finish);
    store.refused(
        ErrorCode.NOT_FOUND,
        Attachments.APPEND,
        new Attachments.Append(ann.id(), id, false, 1, new byte[1]));
    store.refused(
        ErrorCode.INVALID_FIELD, Conversations.SEND, sending(ann, store.conversation(ann), id));
    append(ann, id, true, 0, 5);
    append(ann, id, true, 0, 5);
    assertThat(store.ask(Attachments.FINISH, finish).id()).isEqualTo(id);
    store.refused(
        ErrorCode.NOT_FOUND,
        Attachments.APPEND,
        new Attachments.Append(ann.id(), id, false, 0, new byte[20]));
    for (String url : List.of("ftp://example.org/a", "https://", "javascript:alert(1)")) {
      store.refused(ErrorCode.INVALID_FIELD, Attachments.LINK, new Attachments.Link(ann.id(), url));
    }
  }

  @Test
  void boundsAndDeletesWhatNobodyUses() {
    Accounts.User ann = store.person("Ann");
    Attachment old = upload(ann, 20);
    Attachment used = upload(ann, 20);
    Conversation conversation = store.conversation(ann);
    store.ask(Conversations.SEND, sending(ann, conversation, used.id()));
    begin(ann, Attachments.MAX_UNUSED_BYTES - 100, 10);
    store.refused(ErrorCode.QUOTA_EXCEEDED, Attachments.BEGIN, beginning(ann, 100, 10));

    store.behind(
        "UPDATE attachments SET created_at = now() - interval '25 hours' WHERE owner = "
            + ann.id());
    StoreFixture.await(new CleanUp(pool()).run());
    store.refused(ErrorCode.NOT_FOUND, Attachments.FIND, reading(ann, old));
    assertThat(find(ann, used).attachment()).isEqualTo(used);
    begin(ann, 100, 10);

    store.ask(Conversations.DELETE, new Conversations.Delete(ann.id(), conversation.id()));
    store.refused(ErrorCode.NOT_FOUND, Attachments.FIND, reading(ann, used));
  }

  private static Pool pool() {
    return StorePool.create(store.vertx, store.database.postgres().options(), 8);
  }

  private static Conversations.Send sending(
      Accounts.User sender, Conversation conversation, long attachment) {
    return new Conversations.Send(
        sender.id(),
        conversation.id(),
        "Look",
        false,
        null,
        null,
        null,
        false,
        List.of(attachment));
  }

  private static Attachment upload(Accounts.User owner, int bytes) {
    long id = begin(owner, bytes, 10);
    int chunk = Attachments.CHUNK_BYTES;
    for (int n = 0; n * chunk < bytes; n++) {
      append(owner, id, false, n, Math.min(chunk, bytes - n * chunk));
    }
    append(owner, id, true, 0, 10);
    return store.ask(Attachments.FINISH, new Attachments.Finish(owner.id(), id));
  }

  private static Attachments.Begin beginning(Accounts.User owner, long bytes, long thumbnail) {
    return new Attachments.Begin(
        owner.id(), "image/png", bytes, 640, 480, "abc", "image/jpeg", thumbnail);
  }

  private static long begin(Accounts.User owner, long bytes, long thumbnail) {
    return store.ask(Attachments.BEGIN, beginning(owner, bytes, thumbnail)).id();
  }

  private static void append(Accounts.User owner, long id, boolean thumbnail, int n, int bytes) {
    store.ask(
        Attachments.APPEND, new Attachments.Append(owner.id(), id, thumbnail, n, new byte[bytes]));
  }

  private static Attachments.Find reading(Accounts.User reader, Attachment attachment) {
    return new Attachments.Find(reader.id(), attachment.id());
  }

  private static Attachments.Found find(Accounts.User reader, Attachment attachment) {
    return store.ask(Attachments.FIND, reading(reader, attachment));
  }

  private static byte[] chunk(Accounts.User reader, Attachment from, boolean thumbnail, int n) {
    return store
        .ask(Attachments.CHUNK, new Attachments.ReadChunk(reader.id(), from.id(), thumbnail, n))
        .data();
  }
}
