package dev.parley.app;

/** The server cannot start. The message is one sentence or two for whoever starts it. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
