package dev.parley.protocol;

/** One WebSocket message, in either direction. */
public sealed interface Frame {
  /** A text message. */
  record Text(String text) implements Frame {}

  /** A binary message. The array is never changed after construction. */
  @SuppressWarnings("ArrayRecordComponent")
  record Binary(byte[] bytes) implements Frame {}
}
