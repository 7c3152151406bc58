package dev.parley.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The description of the frames, with the schemas of its messages. */
final class AsyncApi {
  private static final JsonMetaSchema DRAFT_7 =
      JsonMetaSchema.builder(JsonMetaSchema.getV7())
          .keyword(new NonValidationKeyword("components"))
          .build();
  private static final JsonSchemaFactory FACTORY =
      new JsonSchemaFactory.Builder()
          .defaultMetaSchemaIri(DRAFT_7.getIri())
          .metaSchema(DRAFT_7)
          .build();

  private final JsonNode document;
  private final Map<String, JsonSchema> schemas = new HashMap<>();

  AsyncApi() throws IOException {
    document = new YAMLMapper().readTree(Path.of("docs", "asyncapi.yaml").toFile());
  }

  JsonNode document() {
    return document;
  }

  /** The described messages by name, such as {@code parley.server.ack}. */
  JsonNode messages() {
    return document.at("/components/messages");
  }

  /** What is wrong with a payload; empty when it is as described. */
  List<String> faults(String message, JsonNode payload) {
    if (!messages().has(message)) {
      return List.of("there is no message " + message);
    }
    return schemas.computeIfAbsent(message, this::schema).validate(payload).stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  /** References within a payload start at the root of the document, so the schemas come along. */
  private JsonSchema schema(String message) {
    ObjectNode root = messages().get(message).get("payload").deepCopy();
    root.putObject("components").set("schemas", document.at("/components/schemas"));
    return FACTORY.getSchema(root);
  }
}
