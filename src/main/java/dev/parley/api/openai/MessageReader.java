package dev.parley.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.attachment.InlinePicture;
import dev.parley.bus.Asking.Picture;
import dev.parley.bus.Asking.Speaker;
import dev.parley.bus.Asking.ToolCall;
import dev.parley.bus.Asking.Turn;
import dev.parley.chat.Texts;
import dev.parley.protocol.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads one message of a chat completion: text, or parts of text and pictures; calls of tools, or
 * the answer to one.
 *
 * @param where the place of the message, for refusals
 * @param maxPictureBytes of one picture
 */
record MessageReader(String where, int maxPictureBytes) {
  private static final int MAX_PICTURES = 8;

  Turn read(JsonNode message) {
    if (!message.isObject()) {
      throw RefusedException.invalid(where, where + " must be an object");
    }
    Speaker speaker = speaker(message.path("role").asText(""));
    List<ToolCall> calls = new CallReader(where).read(message.path("tool_calls"));
    if (!calls.isEmpty() && speaker != Speaker.ASSISTANT) {
      throw RefusedException.invalid(
          where + ".tool_calls", "Only messages of the assistant have tool_calls");
    }
    Turn said = said(speaker, message.path("content"), !calls.isEmpty());
    return new Turn(
        speaker,
        said.content(),
        said.pictures(),
        calls,
        speaker == Speaker.TOOL ? answers(message.path("tool_call_id")) : null);
  }

  private String answers(JsonNode id) {
    if (!id.isTextual() || id.textValue().length() > CallReader.MAX_ID) {
      throw RefusedException.invalid(
          where + ".tool_call_id", where + ".tool_call_id must name the call that is answered");
    }
    return Texts.clean(id.textValue());
  }

  private Turn said(Speaker speaker, JsonNode content, boolean maySayNothing) {
    if (content.isTextual()) {
      return new Turn(speaker, clean(content.textValue()), List.of());
    }
    if (content.isArray() && !content.isEmpty()) {
      return parts(speaker, content);
    }
    if (maySayNothing && (Values.absent(content) || content.isArray())) {
      return new Turn(speaker, "", List.of());
    }
    throw RefusedException.invalid(
        where + ".content", where + ".content must be text or a list of parts");
  }

  private Speaker speaker(String role) {
    return switch (role) {
      case "system", "developer" -> Speaker.SYSTEM;
      case "user" -> Speaker.USER;
      case "assistant" -> Speaker.ASSISTANT;
      case "tool" -> Speaker.TOOL;
      case "function" ->
          throw RefusedException.unsupported(
              where + ".role", "Messages of tools have the role tool here");
      default ->
          throw RefusedException.invalid(
              where + ".role", where + ".role must be system, developer, user, assistant or tool");
    };
  }

  private Turn parts(Speaker speaker, JsonNode parts) {
    List<String> texts = new ArrayList<>();
    List<Picture> pictures = new ArrayList<>();
    for (JsonNode part : parts) {
      switch (part.path("type").asText("")) {
        case "text" -> texts.add(text(part.path("text")));
        case "refusal" -> texts.add(text(part.path("refusal")));
        case "image_url" -> {
          if (speaker != Speaker.USER || pictures.size() == MAX_PICTURES) {
            throw invalid("only messages of users have pictures, at most " + MAX_PICTURES);
          }
          pictures.add(picture(part.path("image_url").path("url").asText("")));
        }
        default -> throw invalid("parts must be of type text or image_url");
      }
    }
    return new Turn(speaker, String.join("\n", texts), pictures);
  }

  private String text(JsonNode text) {
    if (!text.isTextual()) {
      throw invalid("the text of a part must be text");
    }
    return clean(text.textValue());
  }

  private String clean(String text) {
    if (text.indexOf('\0') >= 0) {
      throw invalid("must not contain the character U+0000");
    }
    return Texts.clean(text);
  }

  private Picture picture(String url) {
    if (!url.regionMatches(true, 0, "data:", 0, 5)) {
      throw invalid(
          "a picture must be a data URL such as data:image/png;base64,...; this server fetches"
              + " nothing from elsewhere");
    }
    try {
      InlinePicture picture = InlinePicture.decode(url, maxPictureBytes);
      return new Picture(picture.mediaType(), picture.bytes());
    } catch (FailureException refused) {
      throw invalid(refused.failure().message().toLowerCase(Locale.ROOT));
    }
  }

  private RefusedException invalid(String problem) {
    return RefusedException.invalid(where + ".content", where + ".content: " + problem);
  }
}
