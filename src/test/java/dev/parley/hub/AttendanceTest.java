package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Bus;
import dev.parley.presence.Presence;
import dev.parley.presence.memory.MemoryPresence;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.PresenceChanged;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hubs of several nodes that share a bus. */
class AttendanceTest {
  private static final long ROOM = 5;
  private static final long ADA = 1;
  private static final long BOB = 2;
  private static final long EVE = 3;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final Context context = vertx.getOrCreateContext();
  private final Loop loop = Await.on(context, () -> Loop.of(context));
  private final MemoryPresence.Nodes nodes = new MemoryPresence.Nodes();
  private final Hub west = hub("west");
  private final Hub east = hub("east");

  @AfterEach
  void stop() {
    Await.result(vertx.close());
  }

  private Hub hub(String node) {
    return hub(new MemoryPresence(node, nodes));
  }

  private Hub hub(Presence presence) {
    return new Hub(vertx, bus, loop, presence, Duration.ofSeconds(1));
  }

  /** Somebody in the room, who notes whom it is told of. */
  private final class Guest implements Subscriber {
    private final long userId;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    Guest(long userId) {
      this.userId = userId;
    }

    @Override
    public long userId() {
      return userId;
    }

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void deliver(Delivery delivery) {
      if (delivery.event() instanceof PresenceChanged(long _, long who, boolean online)) {
        told.add((online ? "+" : "-") + who);
      }
    }

    /** The next changes it is told, as many as that. */
    List<String> told(int count) throws InterruptedException {
      List<String> changes = new ArrayList<>();
      while (changes.size() < count) {
        String next = told.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("after %s", changes).isNotNull();
        changes.add(next);
      }
      return changes;
    }
  }

  private List<Long> enter(Hub hub, Guest guest) {
    Await.result(hub.joinConversation(ROOM, guest));
    return Await.result(hub.enterConversation(ROOM, guest));
  }

  @Test
  void tellsOfPeopleOnOtherNodes() throws Exception {
    Guest ada = new Guest(ADA);
    Guest bob = new Guest(BOB);

    assertThat(enter(west, ada)).containsExactly(ADA);
    assertThat(enter(east, bob)).containsExactlyInAnyOrder(ADA, BOB);
    assertThat(ada.told(1)).containsExactly("+2");
    east.leaveConversation(ROOM, bob);
    assertThat(ada.told(1)).containsExactly("-2");
    assertThat(bob.told).isEmpty();
  }

  @Test
  void whoIsOnTwoNodesAndLeavesOneIsStillThere() throws Exception {
    Guest ada = new Guest(ADA);
    Guest bobHere = new Guest(BOB);
    Guest bobThere = new Guest(BOB);
    Guest eve = new Guest(EVE);
    enter(west, ada);
    enter(west, bobHere);
    enter(east, bobThere);
    enter(east, eve);
    west.leaveConversation(ROOM, bobHere);
    east.leaveConversation(ROOM, eve);

    assertThat(ada.told(3)).containsExactly("+2", "+3", "-3");
    east.leaveConversation(ROOM, bobThere);
    assertThat(ada.told(1)).containsExactly("-2");
  }

  @Test
  void aPageThatIsLoadedAnewOrGoesToAnotherNodeDoesNotFlicker() throws Exception {
    Guest ada = new Guest(ADA);
    Guest bob = new Guest(BOB);
    Guest eve = new Guest(EVE);
    enter(west, ada);
    enter(east, bob);
    enter(east, eve);
    east.leaveConversation(ROOM, bob);
    enter(east, bob);
    east.leaveConversation(ROOM, bob);
    enter(west, new Guest(BOB));
    east.leaveConversation(ROOM, eve);

    assertThat(ada.told(3)).containsExactly("+2", "+3", "-3");
  }

  @Test
  void thePeopleOfANodeThatDiedAreGone() throws Exception {
    Guest ada = new Guest(ADA);
    Guest bob = new Guest(BOB);
    enter(west, ada);
    new MemoryPresence("dead", nodes).exchange(ROOM, Set.of(BOB, EVE));
    assertThat(enter(west, bob)).containsExactlyInAnyOrder(ADA, BOB, EVE);
    assertThat(ada.told(2)).containsExactlyInAnyOrder("+2", "+3");

    new MemoryPresence("dead", nodes).exchange(ROOM, Set.of());
    west.nodeLeft();
    assertThat(ada.told(1)).containsExactly("-3");
    assertThat(bob.told(1)).containsExactly("-3");
  }

  @Test
  void keepsTellingOfThePeopleOfThisNodeWhileTheOthersCannotBeAsked() throws Exception {
    Presence away =
        new Presence() {
          @Override
          public Future<Set<Long>> exchange(long conversationId, Set<Long> here) {
            return Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, "away"));
          }

          @Override
          public Duration beat() {
            return Duration.ofHours(1);
          }
        };
    Hub alone = hub(away);
    Guest ada = new Guest(ADA);
    Guest bob = new Guest(BOB);

    assertThat(enter(alone, ada)).containsExactly(ADA);
    assertThat(enter(alone, bob)).containsExactlyInAnyOrder(ADA, BOB);
    alone.leaveConversation(ROOM, bob);
    assertThat(ada.told(2)).containsExactly("+2", "-2");
  }
}
