package dev.parley.ai.tool.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.ai.tool.Tool.Result;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.AudioContent;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ResourceLink;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** What servers say, as text for models. */
final class McpText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANYTHING = "{\"type\":\"object\"}";

  private McpText() {}

  /** The JSON Schema of a tool's parameters. */
  static String schema(McpSchema.JsonSchema schema) {
    return schema == null ? ANYTHING : json(schema);
  }

  /**
   * Texts as they are; of anything else, what it is. A structured result is told when there is
   * nothing beside it; mostly it stands in the texts as well.
   */
  static Result result(CallToolResult result) {
    boolean structured =
        result.structuredContent() != null
            && (result.content() == null || result.content().isEmpty());
    List<Content> contents = Objects.requireNonNullElse(result.content(), List.of());
    String text =
        structured
            ? json(result.structuredContent())
            : contents.stream().map(McpText::text).collect(Collectors.joining("\n"));
    return new Result(text, Boolean.TRUE.equals(result.isError()));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static String text(Content content) {
    return switch (content) {
      case TextContent said -> said.text();
      case ImageContent image -> "[a picture, " + image.mimeType() + "]";
      case AudioContent audio -> "[a sound, " + audio.mimeType() + "]";
      case ResourceLink link -> "[a link to " + link.name() + ": " + link.uri() + "]";
      case EmbeddedResource resource -> text(resource.resource());
    };
  }

  private static String text(ResourceContents resource) {
    return switch (resource) {
      case TextResourceContents text -> text.text();
      case BlobResourceContents blob -> "[a file, " + blob.mimeType() + ": " + blob.uri() + "]";
    };
  }
}
