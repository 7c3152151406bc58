package dev.parley.faults;

import dev.parley.testing.Await;
import dev.parley.testing.Http;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** People in a conversation who ask, read, and are questioned as witnesses at the end. */
final class Talk implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long QUIET_S = 60;
  private static final long CATCH_UP_S = 30;
  private static final int EXAMPLES = 5;
  private static final int MOST_NOTES = 3_000;
  private static final int NOTE_LENGTH = 20_000;

  private final Setting setting;
  private final Random dice;
  private final int number = NUMBER.incrementAndGet();
  private final List<Player> players = new ArrayList<>();
  private final List<Future<?>> asked = new ArrayList<>();
  private final long conversation;
  private final Set<Long> people = new HashSet<>();
  private int questions;

  /** What every talk of a stage has in common. */
  record Setting(Vertx vertx, Entrance entrance, NumberedProvider provider, TruthReader reader) {}

  /** Opens a conversation of that many people, each with a connection of its own. */
  Talk(Setting setting, Random dice, int people) {
    this(setting, dice, people, 1);
  }

  /** Opens a conversation of that many people, each with so many connections. */
  Talk(Setting setting, Random dice, int people, int connections) {
    this.setting = setting;
    this.dice = dice;
    List<Guest> guests = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      guests.add(Guest.arrive(setting.entrance().next(), "p" + number + "-" + i));
    }
    guests.forEach(guest -> this.people.add(guest.id()));
    for (int i = 0; i < people * connections; i++) {
      String name = "p" + number + "-" + i;
      Guest guest = guests.get(i % people);
      Random own = new Random(dice.nextLong());
      players.add(
          new Player(setting.vertx(), setting.entrance(), guest.token(), new History(name), own));
    }
    Await.result(Future.all(players.stream().map(Player::start).toList()));
    Player host = players.getFirst();
    conversation =
        Await.result(host.insist("create_conversation", new JsonObject()))
            .getJsonObject("conversation")
            .getLong("id");
    for (Guest guest : guests.subList(1, people)) {
      JsonObject invitation =
          new JsonObject().put("conversation_id", conversation).put("user", guest.id());
      Await.result(host.insist("invite", invitation));
    }
    Await.result(Future.all(players.stream().map(player -> player.follow(conversation)).toList()));
  }

  List<Player> players() {
    return players;
  }

  Player anybody() {
    return players.get(dice.nextInt(players.size()));
  }

  /** Somebody asks something, until it is acknowledged. */
  Future<JsonObject> ask() {
    return ask(anybody());
  }

  /** Everybody asks something, each through the gateway at the other end. */
  void askEverywhere() {
    players.forEach(this::ask);
  }

  private Future<JsonObject> ask(Player player) {
    String key = "q" + number + "-" + ++questions;
    Future<JsonObject> saying = player.say(conversation, key);
    asked.add(saying);
    return saying;
  }

  /** Somebody writes without insisting, and is told that it does not work. */
  void awaitRefusal(Player player, String key) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CATCH_UP_S);
    for (int i = 0; player.history().events(Event.Refused.class).isEmpty(); i++) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("nobody said in " + CATCH_UP_S + " s that it does not work");
      }
      // Not acknowledged because the connection was lost: tried again.
      Await.result(player.note(conversation, key + "-" + i, "a note").otherwiseEmpty());
    }
  }

  /** Long notes that do not compress, until one is refused; how many were acknowledged. */
  int writeUntilRefused() {
    Player writer = players.getFirst();
    int before = writer.history().events(Event.Refused.class).size();
    int written = 0;
    while (writer.history().events(Event.Refused.class).size() == before && written < MOST_NOTES) {
      StringBuilder noise = new StringBuilder();
      while (noise.length() < NOTE_LENGTH) {
        noise.append(Long.toHexString(dice.nextLong()));
      }
      String key = "n" + number + "-" + written;
      Await.result(writer.note(conversation, key, noise.toString()).otherwiseEmpty());
      written++;
    }
    return written;
  }

  /** Waits until every player is told, by the node it is connected to, that all are there. */
  void awaitAllPresent() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CATCH_UP_S);
    JsonObject here = new JsonObject().put("conversation_id", conversation);
    for (Player player : players) {
      Set<Long> present = Set.of();
      while (!present.containsAll(people)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              Faults.hint() + ": one node knows of " + present + " of " + people);
        }
        JsonObject joined = Await.result(player.insist("join_conversation", here));
        present =
            joined.getJsonArray("present").stream()
                .map(id -> ((Number) id).longValue())
                .collect(Collectors.toSet());
      }
    }
  }

  /** When the last player had the last entry of the feed, by the local monotonic clock. */
  long caughtUp() {
    return players.stream()
        .mapToLong(player -> player.history().shown().getLast().nanos())
        .max()
        .orElseThrow();
  }

  /** Waits until somebody was shown a piece of an answer with that number. */
  void awaitText(long seq) {
    players
        .getFirst()
        .history()
        .await(
            event -> event instanceof Event.Text text && text.seq() >= seq,
            CATCH_UP_S,
            "text number " + seq);
  }

  /** Names of the nodes that write in this conversation. */
  List<String> owners() {
    return setting.reader().owners(List.of(conversation));
  }

  /** Pieces that the log took after the end of their answers. */
  long lateChunks() {
    return setting.reader().lateChunks(List.of(conversation));
  }

  long conversation() {
    return conversation;
  }

  /** Waits until every player was shown something, and returns when the last one was. */
  long awaitAll(Predicate<Event> fits, long seconds, String what) {
    return players.stream()
        .mapToLong(player -> player.history().await(fits, seconds, what).nanos())
        .max()
        .orElseThrow();
  }

  /**
   * Waits until everything that was asked is acknowledged and answered, and everybody knows; then
   * compares. Fails with all findings, and leaves the frames in the report's folder.
   */
  Truth settle(Report report) {
    List<Finding> findings = new ArrayList<>();
    Throwable cause = null;
    try {
      Future.join(asked).await(QUIET_S, TimeUnit.SECONDS);
    } catch (Exception e) {
      cause = e;
    }
    Truth truth = setting.reader().whenQuiet(List.of(conversation), setting.provider(), QUIET_S);
    try {
      long newest = truth.feeds().get(conversation);
      awaitAll(event -> reaches(event, newest), CATCH_UP_S, "entry " + newest + " of the feed");
    } catch (AssertionError late) {
      cause = cause == null ? late : cause;
    }
    Map<String, List<Event>> histories = new LinkedHashMap<>();
    players.forEach(player -> histories.put(player.history().name(), player.history().events()));
    findings.addAll(new HistoryChecker(truth).check(histories));
    count(report, truth, histories);
    if (cause != null || !findings.isEmpty()) {
      players.forEach(player -> player.history().dump(report.frames()));
      List<String> details = new ArrayList<>(findings.stream().map(Finding::toString).toList());
      details.add(truth.toString());
      History.write(report.frames(), "findings.txt", details);
      throw new AssertionError(
          findings.size()
              + " findings, such as "
              + findings.stream().limit(EXAMPLES).toList()
              + "; everything is in "
              + report.frames()
              + ". Again: "
              + Faults.hint(),
          cause);
    }
    return truth;
  }

  private static boolean reaches(Event event, long newest) {
    return switch (event) {
      case Event.Entry(long _, long seq) -> seq >= newest;
      case Event.Reset(long _, long seq) -> seq >= newest;
      default -> false;
    };
  }

  private static void count(Report report, Truth truth, Map<String, List<Event>> histories) {
    report.add("answers", truth.answers().size());
    truth.answers().values().forEach(answer -> report.add(answer.state(), 1));
    report.add("clients", histories.size());
    for (List<Event> events : histories.values()) {
      for (Event event : events) {
        switch (event) {
          case Event.Text(long _, long _, String text) ->
              report.add("tokens shown", text.chars().filter(c -> c == ' ').count());
          case Event.Snapshot _ -> report.add("snapshots", 1);
          case Event.Reset _ -> report.add("conversations loaded again", 1);
          case Event.Refused _ -> report.add("refusals", 1);
          case Event.Acked _ -> report.add("acknowledged", 1);
          case Event.Entry _ -> report.add("entries shown", 1);
          case Event.Ended _ -> report.add("ends shown", 1);
        }
      }
    }
  }

  @Override
  public void close() {
    players.forEach(Player::close);
  }

  /** Somebody without an account. */
  private record Guest(long id, String token) {
    static Guest arrive(SocketAddress gateway, String name) {
      JsonObject answer = Http.guest(gateway.host(), gateway.port(), name);
      return new Guest(
          answer.getJsonObject("user").getLong("id"), answer.getString("access_token"));
    }
  }
}
