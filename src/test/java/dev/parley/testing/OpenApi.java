package dev.parley.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The description of the API, as data, and what answers have to look like by it. */
public final class OpenApi {
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;

  private OpenApi(JsonNode document) {
    this.document = document;
  }

  public static OpenApi read() {
    try (InputStream in = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
      return new OpenApi(new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of them, such as {@code GET /health/live}. */
  public Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (!method.getKey().equals("parameters")) {
          operations.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  /** What is wrong with an answer; empty when nothing is. */
  public String faults(String method, String path, Http.Answer answer) {
    JsonNode responses =
        document.at("/paths").path(path).path(method.toLowerCase(Locale.ROOT)).path("responses");
    JsonNode response = responses.path(String.valueOf(answer.status()));
    if (response.isMissingNode() && answer.status() >= 400) {
      response = document.at("/components/responses/Problem");
    }
    if (response.isMissingNode()) {
      return "status " + answer.status() + " is not described";
    }
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      return answer.text().isEmpty() ? "" : "a body that is not described";
    }
    String type = answer.type().split(";", 2)[0];
    JsonNode schema = content.path(type).path("schema");
    if (schema.isMissingNode()) {
      return "type " + type + " is not described";
    }
    return type.endsWith("json") ? faults(schema, answer.text()) : "";
  }

  private String faults(JsonNode schema, String body) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.get("components"));
    try {
      Set<ValidationMessage> faults = SCHEMAS.getSchema(whole).validate(JSON.readTree(body));
      return faults.isEmpty() ? "" : faults + " in " + body;
    } catch (IOException notJson) {
      return "no JSON: " + body;
    }
  }
}
