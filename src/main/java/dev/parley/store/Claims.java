package dev.parley.store;

import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Job;
import io.vertx.core.Future;

/** Taking a generation, unless it was to be stopped meanwhile: then it ends here. */
record Claims(GenerationRepository generations, EndRepository ends) {
  Future<Committed<Job>> claim(Generations.Claim request) {
    return generations
        .claim(request)
        .compose(
            job ->
                job != null
                    ? Future.succeededFuture(Committed.silently(job))
                    : ends.endUnclaimed(request.generationId())
                        .map(ended -> new Committed<>(null, ended.publications())));
  }
}
