package dev.parley.ai;

import dev.parley.ai.provider.Provider.Picture;
import dev.parley.bus.Attachments;
import dev.parley.bus.Bus;
import dev.parley.bus.Generations.Turn;
import dev.parley.chat.Attachment;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pictures that prompts show: the newest of a conversation, bounded in number and bytes for
 * each prompt, and in bytes for all prompts of this node. A picture beyond a bound, or that cannot
 * be read now, is left out: the prompt then says in words that it was there. Used on one event
 * loop.
 */
final class Pictures {
  private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);

  /** Most pictures of one prompt. */
  static final int MAX_PICTURES = 4;

  /** Most bytes of the pictures of one prompt. */
  static final long MAX_BYTES = 20L * 1024 * 1024;

  /** Most bytes of all pictures that this node holds at once. */
  static final long MAX_HELD = 128L * 1024 * 1024;

  private final Bus bus;
  private long held;

  Pictures(Bus bus) {
    this.bus = bus;
  }

  /** What a prompt shows, by attachment; held until it is closed. */
  final class Shown implements AutoCloseable {
    private final Map<Long, Picture> byId = new HashMap<>();
    private long bytes;

    Map<Long, Picture> byId() {
      return byId;
    }

    @Override
    public void close() {
      held -= bytes;
      bytes = 0;
      byId.clear();
    }

    private boolean reserve(long more) {
      if (bytes + more > MAX_BYTES || held + more > MAX_HELD) {
        return false;
      }
      bytes += more;
      held += more;
      return true;
    }
  }

  /** What a prompt for a model that does not see shows. */
  Shown none() {
    return new Shown();
  }

  /** Reads the newest pictures; never fails. */
  Future<Shown> read(List<Turn> turns) {
    Shown shown = new Shown();
    Future<?> done = Future.succeededFuture();
    for (Attachment attachment : newest(turns)) {
      done = done.compose(before -> read(shown, attachment));
    }
    return done.map(all -> shown);
  }

  private List<Attachment> newest(List<Turn> turns) {
    List<Attachment> newest = new ArrayList<>();
    turns.reversed().forEach(turn -> newest.addAll(turn.attachments().reversed()));
    return newest.stream().distinct().limit(MAX_PICTURES).toList();
  }

  private Future<?> read(Shown shown, Attachment attachment) {
    if (attachment.externalUrl() != null) {
      shown.byId.put(attachment.id(), new Picture.Elsewhere(attachment.externalUrl()));
      return Future.succeededFuture();
    }
    if (!shown.reserve(attachment.bytes())) {
      LOG.info("No room to show picture {} to a model", attachment.id());
      return Future.succeededFuture();
    }
    return chunks(attachment, 0, Buffer.buffer())
        .onSuccess(
            bytes ->
                shown.byId.put(
                    attachment.id(), new Picture.Bytes(attachment.mediaType(), bytes.getBytes())))
        .recover(
            error -> {
              LOG.warn("Cannot read picture {} for a model", attachment.id(), error);
              return Future.succeededFuture();
            });
  }

  private Future<Buffer> chunks(Attachment attachment, int n, Buffer read) {
    if (read.length() >= attachment.bytes()) {
      return Future.succeededFuture(read);
    }
    return bus.request(
            Attachments.CHUNK, new Attachments.ReadChunk(null, attachment.id(), false, n))
        .compose(chunk -> chunks(attachment, n + 1, read.appendBytes(chunk.data())));
  }
}
