package dev.parley.ai;

import dev.parley.bus.Asking.Bounds;
import dev.parley.bus.Asking.Finish;
import java.util.List;

/**
 * Ends a text where somebody wants it to end: before a stop text, or at a number of characters. The
 * end of a piece that may be the beginning of a stop text waits for the next piece.
 */
final class StopText {
  private final List<String> stops;
  private final StringBuilder waiting = new StringBuilder();
  private long room;
  private Finish finish;

  StopText(Bounds bounds, int maxCharacters) {
    this.stops = bounds.stop();
    this.room =
        bounds.maxTokens() == null
            ? maxCharacters
            : Math.min(maxCharacters, (long) bounds.maxTokens() * Tally.CHARACTERS_PER_TOKEN);
  }

  /** Null until the end was found. */
  Finish finish() {
    return finish;
  }

  /** The text that is certain now; possibly empty. Nothing after the end. */
  String accept(String text) {
    if (finish != null) {
      return "";
    }
    waiting.append(text);
    int stop = firstStop();
    if (stop >= 0) {
      waiting.setLength(stop);
      String last = take(stop);
      finish = finish == null ? Finish.STOP : finish;
      return last;
    }
    return take(waiting.length() - beginning());
  }

  /** What still waited when the text ended; possibly empty. */
  String end() {
    return finish == null ? take(waiting.length()) : "";
  }

  private String take(int certain) {
    int length = (int) Math.min(certain, room);
    if (length < certain || (length == room && waiting.length() > length)) {
      finish = Finish.LENGTH;
      if (length > 0 && Character.isHighSurrogate(waiting.charAt(length - 1))) {
        length--;
      }
    }
    String taken = waiting.substring(0, length);
    waiting.delete(0, length);
    room -= length;
    return taken;
  }

  private int firstStop() {
    return stops.stream().mapToInt(waiting::indexOf).filter(at -> at >= 0).min().orElse(-1);
  }

  /** How many of the last characters may be the beginning of a stop text. */
  private int beginning() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, waiting.length()); n > longest; n--) {
        if (stop.startsWith(waiting.substring(waiting.length() - n))) {
          longest = n;
        }
      }
    }
    return longest;
  }
}
