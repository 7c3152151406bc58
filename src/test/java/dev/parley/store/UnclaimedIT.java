package dev.parley.store;

import static dev.parley.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.chat.Change;
import dev.parley.chat.Conversation;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.GenerationState;
import dev.parley.protocol.ServerEvent;
import dev.parley.usage.Prices;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnclaimedIT {
  private StoreFixture store;
  private Vertx elsewhere;
  private Conversation conversation;
  private long asked;

  @BeforeEach
  void ask() {
    store = new StoreFixture();
    elsewhere = Vertx.vertx();
    Accounts.User ann = store.person("Ann");
    conversation = store.conversation(ann);
    asked = store.send(ann, conversation, "Is anybody there?").generation().id();
  }

  @AfterEach
  void stop() {
    await(elsewhere.close());
    store.close();
  }

  @Test
  void failsWhatNobodyIsThereToClaim() {
    Promise<Change.GenerationFinished> told = Promise.promise();
    await(
        store
            .bus
            .subscribe(
                Events.conversation(conversation.id()),
                event -> {
                  if (event instanceof ServerEvent.Feed(FeedEvent entry)
                      && entry.change() instanceof Change.GenerationFinished finished) {
                    told.tryComplete(finished);
                  }
                })
            .completion());
    age();
    Change.GenerationFinished end = await(told.future());
    assertThat(end.generation().state()).isEqualTo(GenerationState.FAILED);
    assertThat(end.generation().errorCode()).isEqualTo("PROVIDER_UNAVAILABLE");
    assertThat(store.claim(asked, "late")).isNull();
  }

  /** The fixture's own stores hear the ai node too, and a second bus has none. */
  @Test
  void leavesWhatWaitsForItsTurnAndWhatIsYoung() {
    List<Publication> told = new ArrayList<>();
    Pool pool = StorePool.create(elsewhere, store.database.postgres().options(), 1);
    Unclaimed alone = new Unclaimed(pool, ends(pool), new Bus(elsewhere));
    await(alone.end(told::add));
    assertThat(told).isEmpty();

    MessageConsumer<Object> ai =
        store.bus.serve(
            Ai.MODELS, request -> Future.succeededFuture(new Ai.Models(List.of(), "demo")));
    await(ai.completion());
    age();
    await(new Unclaimed(pool, ends(pool), store.bus).end(told::add));
    assertThat(told).isEmpty();

    await(alone.end(told::add));
    assertThat(told).isNotEmpty();
  }

  private void age() {
    store.behind(
        "UPDATE generations SET created_at = now() - interval '1 minute' WHERE id = " + asked);
  }

  private EndRepository ends(Pool pool) {
    return new EndRepository(pool, new Spoken(null, store.bus, pool), new Ledger(Prices.NONE));
  }
}
