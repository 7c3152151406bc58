package dev.parley.store;

/** Names a conversation after its first message. */
final class Titles {
  private static final int LENGTH = 60;

  private Titles() {}

  /** The beginning of a text on one line, cut between words where there are any. */
  static String of(String content) {
    String line = content.strip().replaceAll("\\s+", " ");
    if (line.length() <= LENGTH) {
      return line;
    }
    int end = line.lastIndexOf(' ', LENGTH);
    if (end < LENGTH / 2) {
      end = Character.isHighSurrogate(line.charAt(LENGTH - 1)) ? LENGTH - 1 : LENGTH;
    }
    return line.substring(0, end) + "…";
  }
}
