package dev.parley.ai.tool.builtin;

import dev.parley.ai.tool.Arguments;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The date and the time, at the server or wherever the model asks for. */
final class TimeTool extends BuiltinTool {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE", Locale.ENGLISH);

  private final Clock clock;

  /**
   * @param clock its zone is taken when none is asked for
   */
  TimeTool(Clock clock) {
    super(
        "time",
        "Gives the current date, time and day of the week.",
        """
        {"type": "object",
         "properties": {
           "zone": {"type": "string",
             "description": "IANA time zone such as Europe/Berlin; the server's own if left out"}}}
        """);
    this.clock = clock;
  }

  @Override
  Future<Result> call(Invocation invocation, JsonObject arguments) {
    String zone = Arguments.text(arguments, "zone");
    try {
      ZoneId id = zone == null ? clock.getZone() : ZoneId.of(zone);
      ZonedDateTime now = ZonedDateTime.now(clock).withZoneSameInstant(id);
      JsonObject answer =
          new JsonObject()
              .put(
                  "time",
                  now.truncatedTo(ChronoUnit.SECONDS)
                      .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME))
              .put("day", DAY.format(now))
              .put("zone", id.getId());
      return Future.succeededFuture(Result.of(answer.encode()));
    } catch (DateTimeException unknown) {
      return error("No such time zone; give an IANA name such as America/New_York, or UTC.");
    }
  }
}
