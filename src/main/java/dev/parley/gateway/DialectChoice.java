package dev.parley.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.actions.ActionsDialect;
import dev.parley.dialect.commands.CommandsDialect;
import dev.parley.dialect.events.EventsDialect;
import dev.parley.dialect.parley.ParleyDialect;
import dev.parley.dialect.sessions.SessionsDialect;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.Frame;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which dialect a WebSocket speaks. {@code ?dialect=} wins, then a subprotocol, then the path;
 * where two dialects share a path, the first frame that fits one of them.
 */
final class DialectChoice {
  /** What a dialect's id ends with as a subprotocol, such as {@code parley.v1}. */
  private static final String VERSION = ".v1";

  /** Where a WebSocket may come in. */
  enum Path {
    NATIVE,
    /** {@code /ws/chat} */
    CHAT,
    /** {@code /ws/chat/auth} */
    CHAT_AUTH,
    /** {@code /ws/ID} */
    ID
  }

  private final Dialect parley = new ParleyDialect();
  private final Dialect sessions = new SessionsDialect();
  private final Dialect actions = new ActionsDialect();
  private final Dialect events = new EventsDialect();
  private final Dialect commands = new CommandsDialect();
  private final Map<String, Dialect> byId =
      Stream.of(parley, sessions, actions, events, commands)
          .collect(Collectors.toUnmodifiableMap(Dialect::id, Function.identity()));

  /**
   * @param authenticatesByFrame the first frame tells who is speaking, not the request
   */
  record Chosen(Dialect.Session session, boolean authenticatesByFrame) {}

  static List<String> subprotocols() {
    return Stream.of("parley", "sessions", "actions", "events", "commands")
        .map(id -> id + VERSION)
        .toList();
  }

  /**
   * Fails with INVALID_FIELD when the pinned dialect does not exist.
   *
   * @param pinned the id that the client asks for; nullable
   * @param offered the subprotocols that the client offers
   */
  Chosen choose(Path path, String pinned, List<String> offered, Dialect.Options options) {
    if (pinned != null) {
      Dialect dialect = byId.get(pinned);
      if (dialect == null) {
        throw new FailureException(
            ErrorCode.INVALID_FIELD,
            "dialect must be one of "
                + String.join(", ", byId.keySet().stream().sorted().toList()));
      }
      return fixed(dialect, options);
    }
    for (String subprotocol : offered) {
      if (subprotocol.endsWith(VERSION)) {
        Dialect named = byId.get(subprotocol.substring(0, subprotocol.length() - VERSION.length()));
        if (named != null) {
          return fixed(named, options);
        }
      }
    }
    return switch (path) {
      case NATIVE -> fixed(parley, options);
      case CHAT_AUTH -> fixed(commands, options);
      case CHAT -> undecided(commands, this::onChat, options);
      case ID -> undecided(sessions, this::onId, options);
    };
  }

  private Chosen fixed(Dialect dialect, Dialect.Options options) {
    return new Chosen(dialect.open(options), dialect == parley);
  }

  private static Chosen undecided(
      Dialect fallback, Function<Frame, Dialect> byFirstFrame, Dialect.Options options) {
    return new Chosen(
        new UndecidedSession(
            fallback.open(options),
            frame -> {
              Dialect dialect = byFirstFrame.apply(frame);
              return dialect == null ? null : dialect.open(options);
            }),
        false);
  }

  private Dialect onChat(Frame first) {
    ObjectNode frame = object(first);
    if (frame == null) {
      return null;
    }
    if (frame.has("event")) {
      return events;
    }
    return frame.has("message") && !frame.has("type") && !frame.has("action") ? commands : null;
  }

  private Dialect onId(Frame first) {
    if (first instanceof Frame.Binary) {
      return sessions;
    }
    ObjectNode frame = object(first);
    if (frame == null) {
      return null;
    }
    if (frame.has("type")) {
      return sessions;
    }
    return frame.has("action") ? actions : null;
  }

  /** Null when it is none. */
  private static ObjectNode object(Frame frame) {
    try {
      return frame instanceof Frame.Text(String text) ? JsonFrames.parse(text) : null;
    } catch (FailureException notAnObject) {
      return null;
    }
  }
}
