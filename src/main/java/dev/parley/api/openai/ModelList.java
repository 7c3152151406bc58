package dev.parley.api.openai;

import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** The models that programs can ask for: those of the ai role, its default first. */
record ModelList(Bus bus) {
  /** Models have no age here; clients want a number. */
  private static final long CREATED = 0;

  private static final String OWNER = "parley";

  Future<List<Shapes.Model>> all() {
    return ids().map(ids -> ids.stream().map(ModelList::model).toList());
  }

  /** Fails with a refusal when nobody offers it. */
  Future<Shapes.Model> find(String id) {
    return choose(id).map(ModelList::model);
  }

  /**
   * The same, or the default.
   *
   * @param id null for the default
   */
  Future<String> choose(String id) {
    return ids()
        .map(
            ids -> {
              if (id == null) {
                return ids.getFirst();
              }
              if (!ids.contains(id)) {
                throw new RefusedException(ApiError.noModel(id));
              }
              return id;
            });
  }

  private Future<SequencedSet<String>> ids() {
    return bus.request(Ai.MODELS, new Ai.ListModels())
        .map(
            models -> {
              SequencedSet<String> ids = new LinkedHashSet<>();
              ids.add(models.defaultModel());
              models.models().forEach(model -> ids.add(model.id()));
              return ids;
            });
  }

  private static Shapes.Model model(String id) {
    return new Shapes.Model(id, "model", CREATED, OWNER);
  }
}
