package dev.parley.dialect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.protocol.ServerEvent.BackendStatus;
import java.util.List;

/** Calls of tools, as all dialects that tell figures tell them. */
public final class ToolFigures {
  private ToolFigures() {}

  /** Adds {@code tools}, unless none was called. */
  public static ObjectNode put(ObjectNode view, List<BackendStatus.ToolFigures> tools) {
    if (!tools.isEmpty()) {
      ArrayNode array = view.putArray("tools");
      for (BackendStatus.ToolFigures figures : tools) {
        ObjectNode node =
            array.addObject().put("tool", figures.tool()).put("calls", figures.calls());
        ObjectNode outcomes = node.putObject("outcomes");
        figures.outcomes().forEach(outcomes::put);
      }
    }
    return view;
  }
}
