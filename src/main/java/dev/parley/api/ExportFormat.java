package dev.parley.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Conversation;
import dev.parley.chat.Message;
import dev.parley.chat.MessageStatus;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.parley.ParleyViews;

/** How a conversation is written down: a head, each message, and an end. */
enum ExportFormat {
  /** What an import takes again; messages look as anywhere in the API. */
  JSON("application/json", "json") {
    @Override
    String head(Conversation conversation) {
      ObjectNode view = ParleyViews.ownConversation(conversation);
      return "{\"format\":\"parley.conversation.v1\",\"conversation\":"
          + JsonFrames.write(view)
          + ",\"messages\":[";
    }

    @Override
    String message(Message message, boolean first) {
      return (first ? "\n" : ",\n") + JsonFrames.write(ParleyViews.message(message));
    }

    @Override
    String end() {
      return "\n]}\n";
    }
  },
  /** For people: messages in the order they were written, whatever branch they are on. */
  MARKDOWN("text/markdown; charset=utf-8", "md") {
    @Override
    String head(Conversation conversation) {
      return "# " + (conversation.title().isEmpty() ? "Untitled" : conversation.title()) + "\n";
    }

    @Override
    String message(Message message, boolean first) {
      String author = message.senderName() == null ? author(message) : message.senderName();
      String how =
          message.status() == MessageStatus.COMPLETED
              ? ""
              : " (" + ParleyViews.name(message.status()) + ")";
      return "\n## "
          + author
          + ", "
          + message.createdAt()
          + how
          + "\n\n"
          + (message.status() == MessageStatus.DELETED ? "*Message removed*" : message.content())
          + "\n";
    }

    private String author(Message message) {
      return message.model() == null ? "Assistant" : message.model();
    }

    @Override
    String end() {
      return "";
    }
  };

  final String mediaType;
  final String extension;

  ExportFormat(String mediaType, String extension) {
    this.mediaType = mediaType;
    this.extension = extension;
  }

  abstract String head(Conversation conversation);

  abstract String message(Message message, boolean first);

  abstract String end();

  static ExportFormat of(String name) {
    return switch (name) {
      case "json" -> JSON;
      case "markdown" -> MARKDOWN;
      default -> throw Fields.invalid("format", "must be \"json\" or \"markdown\"");
    };
  }
}
