package dev.parley.protocol;

import java.util.List;
import java.util.Set;

/** A wire protocol: a codec between frames and the neutral commands and events. */
public interface Dialect {
  /** The name used in {@code ?dialect=} and as the root of its subprotocol. */
  String id();

  /** What a connection asked for when it was opened. */
  record Options(boolean stream) {
    public static final Options NONE = new Options(false);
  }

  /** What the gateway does for a connection without being asked by a frame. */
  enum Habit {
    /** It follows all conversations of its person, wherever they go on. */
    FOLLOW,
    /** It is told the newest messages of a conversation whenever they change. */
    HISTORY,
    /** It is told the figures of the backend after each answer. */
    STATUS
  }

  /** A codec for one connection that asked for nothing. */
  default Session open() {
    return open(Options.NONE);
  }

  /** A codec for one connection. */
  Session open(Options options);

  /** The state of a dialect on one connection. Used from one thread at a time. */
  interface Session {
    /** Never throws; bad input is {@link Decoded.Rejected}. */
    Decoded decode(Frame frame);

    /** The frames for an event, in order; none when the dialect cannot say it. */
    List<Frame> encode(ServerEvent event);

    /**
     * Whether clients put pictures into frames without announcing them: as binary frames, or as
     * data URLs within text. Frames of such a session may be as large as a picture.
     */
    default boolean carriesPictures() {
      return false;
    }

    /**
     * Sessions with the same key encode a {@link ServerEvent.Broadcast} to the same frames, so that
     * it is encoded once for all of them. Null when the encoding depends on this connection.
     */
    String sharedKey();

    /** May change with the first frame, and then no more. */
    default Set<Habit> habits() {
      return Set.of();
    }
  }
}
