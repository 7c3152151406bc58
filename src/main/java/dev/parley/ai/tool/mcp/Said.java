package dev.parley.ai.tool.mcp;

/** What somebody else says, for a line of the log: short, and without line ends. */
final class Said {
  private static final int MAX_LENGTH = 500;

  private Said() {}

  /** The innermost reason. */
  static String of(Throwable error) {
    Throwable cause = error;
    for (int i = 0; i < 20 && cause.getCause() != null; i++) {
      cause = cause.getCause();
    }
    return of(String.valueOf(cause));
  }

  static String of(String text) {
    String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    return cut.replaceAll("\\p{Cntrl}", " ");
  }
}
