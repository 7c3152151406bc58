package dev.parley.gateway;

import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A connection whose dialect the first fitting frame decides. Until then it is told nothing but
 * errors, in the shape of the fallback.
 */
final class UndecidedSession implements Dialect.Session {
  private final Dialect.Session fallback;
  private final Function<Frame, Dialect.Session> byFirstFrame;
  private Dialect.Session decided;

  /**
   * @param byFirstFrame answers null for a frame that fits no dialect
   */
  UndecidedSession(Dialect.Session fallback, Function<Frame, Dialect.Session> byFirstFrame) {
    this.fallback = fallback;
    this.byFirstFrame = byFirstFrame;
  }

  @Override
  public Decoded decode(Frame frame) {
    if (decided == null) {
      decided = byFirstFrame.apply(frame);
    }
    if (decided != null) {
      return decided.decode(frame);
    }
    return fallback.decode(frame) instanceof Decoded.Rejected rejected
        ? rejected
        : new Decoded.Rejected(
            null, new Failure(ErrorCode.INVALID_FRAME, "The frame fits no dialect of this path"));
  }

  @Override
  public List<Frame> encode(ServerEvent event) {
    if (decided != null) {
      return decided.encode(event);
    }
    return event instanceof ServerEvent.Refused ? fallback.encode(event) : List.of();
  }

  /** What cannot be said yet is taken as the fallback would have it: a picture may come first. */
  @Override
  public boolean carriesPictures() {
    return decided == null ? fallback.carriesPictures() : decided.carriesPictures();
  }

  @Override
  public String sharedKey() {
    return decided == null ? null : decided.sharedKey();
  }

  @Override
  public Set<Dialect.Habit> habits() {
    return decided == null ? Set.of() : decided.habits();
  }
}
