package dev.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.faults.Event.Ended;
import dev.parley.faults.Event.Entry;
import dev.parley.faults.Event.Snapshot;
import dev.parley.faults.Event.Text;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private final List<Event> shown = new ArrayList<>();
  private final Positions positions = new Positions(shown::add);

  @BeforeEach
  void follow() {
    positions.follow(1);
  }

  private static JsonObject data() {
    return new JsonObject().put("conversation_id", 1).put("generation_id", 7);
  }

  private void piece(long epoch, long seq, String content) {
    positions.take(
        "stream_content", data().put("epoch", epoch).put("seq", seq).put("content", content));
  }

  private void start(long seq) {
    positions.take("stream_start", data().put("seq", seq));
  }

  private void end(long seq) {
    JsonObject message = new JsonObject().put("status", "completed").put("content", "ab");
    positions.take("stream_complete", data().put("seq", seq).put("message", message));
  }

  @Test
  void showsWhatFollowsOnce() {
    start(1);
    piece(1, 1, "a");
    piece(1, 1, "a");
    piece(1, 2, "b");
    end(2);
    end(2);

    assertThat(shown)
        .containsExactly(
            new Entry(1, 1),
            new Text(7, 1, "a"),
            new Text(7, 2, "b"),
            new Entry(1, 2),
            new Ended(7, "COMPLETED", "ab", false));
    assertThat(positions.all().getJsonObject("conversations").getLong("1")).isEqualTo(2);
    assertThat(positions.all().getJsonObject("generations")).isEmpty();
  }

  @Test
  void holdsWhatIsEarlyAndKnowsTheGap() {
    start(1);
    piece(1, 2, "b");
    assertThat(positions.gap()).isTrue();
    piece(1, 1, "a");

    assertThat(positions.gap()).isFalse();
    assertThat(shown).endsWith(new Text(7, 1, "a"), new Text(7, 2, "b"));
  }

  @Test
  void asksAgainWhenTheEpochChanged() {
    start(1);
    piece(1, 1, "a");
    piece(2, 2, "b");
    assertThat(positions.gap()).isTrue();
    positions.take(
        "resumed",
        data().put("recovered", false).put("epoch", 2).put("seq", 2).put("content", "ab"));

    assertThat(positions.gap()).isFalse();
    assertThat(shown).endsWith(new Snapshot(7, 2, "ab"));
  }

  @Test
  void showsWhatComesAfterTheEndSoThatItIsFoundOut() {
    start(1);
    piece(1, 1, "a");
    end(2);
    piece(1, 1, "a");
    piece(1, 2, "late");

    assertThat(shown).endsWith(new Ended(7, "COMPLETED", "ab", false), new Text(7, 2, "late"));
  }

  @Test
  void takesAnAnswerThatEndedBeforeItCouldBeShownAsAWhole() {
    start(1);
    positions.take(
        "resumed", new JsonObject().put("conversation_id", 1).put("seq", 2).put("recovered", true));
    end(2);

    assertThat(shown).endsWith(new Ended(7, "COMPLETED", "ab", true));
  }

  @Test
  void takesNoWholeAnswerForWhatIsMissingAfterAPiece() {
    start(1);
    piece(1, 1, "a");
    positions.take(
        "resumed", new JsonObject().put("conversation_id", 1).put("seq", 2).put("recovered", true));
    end(2);

    assertThat(shown).endsWith(new Ended(7, "COMPLETED", "ab", false));
  }

  @Test
  void wantsAConversationLoadedThatCannotBeResumed() {
    JsonObject resumed = new JsonObject().put("conversation_id", 1).put("seq", 0);
    assertThat(positions.take("resumed", resumed.put("recovered", false))).isEqualTo(1);
    assertThat(positions.take("resumed", resumed.put("recovered", true))).isNull();
  }
}
