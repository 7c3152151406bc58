package dev.parley.api.openai;

import com.fasterxml.jackson.databind.JsonNode;

/** The values of a JSON object, taken strictly; null counts as absent. */
record Values(JsonNode object) {
  /** Null when absent. */
  String text(String name) {
    JsonNode value = object.path(name);
    if (absent(value)) {
      return null;
    }
    if (!value.isTextual()) {
      throw RefusedException.invalid(name, name + " must be text");
    }
    return value.textValue();
  }

  /** False when absent. */
  boolean flag(String name) {
    JsonNode value = object.path(name);
    if (!absent(value) && !value.isBoolean()) {
      throw RefusedException.invalid(name, name + " must be true or false");
    }
    return value.booleanValue();
  }

  /** Null when absent. */
  Integer positive(String name) {
    JsonNode value = object.path(name);
    if (absent(value)) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
      throw RefusedException.invalid(name, name + " must be a positive whole number");
    }
    return value.intValue();
  }

  /** Null when absent. */
  Double number(String name, double least, double most) {
    JsonNode value = object.path(name);
    if (absent(value)) {
      return null;
    }
    if (!(value.isNumber() && value.doubleValue() >= least && value.doubleValue() <= most)) {
      throw RefusedException.invalid(
          name, "%s must be a number from %.0f to %.0f".formatted(name, least, most));
    }
    return value.doubleValue();
  }

  static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
