package dev.parley.ai.tool.mcp;

import java.io.IOException;

/** A server said more at once than is taken. */
final class TooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  TooLargeException(int max) {
    super("more than " + max + " bytes at once");
  }
}
