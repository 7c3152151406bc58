package dev.parley.architecture.bad.chat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

record KnowsVertx(String name, JsonObject tree, List<JsonArray> forest) {}
