package dev.parley.protocol;

/** What a dialect made of a frame. Decoding never throws. */
public sealed interface Decoded {
  /**
   * A command to carry out.
   *
   * @param requestId the client's own id of the request, echoed in its answer; null when it gave
   *     none. Its text is the dialect's business: nobody else looks into it
   */
  record Command(String requestId, ClientCommand command) implements Decoded {}

  /** Nothing to do: the frame is allowed and has no effect. */
  record Ignored() implements Decoded {}

  /**
   * A bad frame: answered with the failure, the socket stays open.
   *
   * @param requestId as in {@link Command}, where it could be read
   */
  record Rejected(String requestId, Failure failure) implements Decoded {}
}
