package dev.parley.generationlog.redis;

import dev.parley.chat.Chunk;
import dev.parley.generationlog.GenerationLog;
import dev.parley.generationlog.GroupCommit;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.redis.RedisLink;
import dev.parley.redis.Script;
import dev.parley.store.FastLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The log in Redis: a stream for each generation, whose entries have the sequence numbers as ids,
 * and a key with the epoch that may append. Appends that wait go together, in one round trip.
 *
 * <p>While Redis is away everything fails with UNAVAILABLE. So does an append to a stream that
 * Redis has lost, or that would get longer than {@link #MAX_CHUNKS}: nothing is ever cut off at the
 * front. Streams expire by themselves.
 */
public final class RedisGenerationLog implements GenerationLog, FastLog {
  /** What the link has to know. */
  public static final List<Script> SCRIPTS = List.of(Scripts.APPEND, Scripts.SEAL);

  /** Most chunks of one generation. */
  static final int MAX_CHUNKS = 100_000;

  /** Bytes that wait to be written; an append beyond that is refused with UNAVAILABLE. */
  private static final long MAX_WAITING_BYTES = 8 << 20;

  private final RedisLink link;
  private final String prefix;
  private final String ttlMs;
  private final String maxChunks;
  private final GroupCommit appends;

  /**
   * @param link that knows {@link #SCRIPTS}; stays open when the log is closed
   * @param prefix of all keys
   * @param ttl how long a stream is kept after its last append
   */
  public RedisGenerationLog(Vertx vertx, RedisLink link, String prefix, Duration ttl) {
    this(vertx, link, prefix, ttl, MAX_CHUNKS);
  }

  RedisGenerationLog(Vertx vertx, RedisLink link, String prefix, Duration ttl, int maxChunks) {
    this.link = link;
    this.prefix = prefix;
    this.ttlMs = String.valueOf(ttl.toMillis());
    this.maxChunks = String.valueOf(maxChunks);
    this.appends = new GroupCommit(vertx, MAX_WAITING_BYTES, this::write);
  }

  @Override
  public Future<Void> append(List<Chunk> chunks) {
    return appends.append(chunks);
  }

  private Future<Map<Integer, Throwable>> write(List<List<Chunk>> batch) {
    return link.batch(batch.stream().map(this::request).toList())
        .map(
            answers -> {
              Map<Integer, Throwable> refused = new HashMap<>();
              for (int i = 0; i < answers.size(); i++) {
                String answer = String.valueOf(answers.get(i));
                if (!answer.equals(Scripts.DONE)) {
                  refused.put(i, refusal(answer));
                }
              }
              return refused;
            });
  }

  private Request request(List<Chunk> chunks) {
    Chunk first = chunks.getFirst();
    List<String> arguments = new ArrayList<>(4 + chunks.size());
    arguments.add(String.valueOf(first.epoch()));
    arguments.add(String.valueOf(first.seq()));
    arguments.add(ttlMs);
    arguments.add(maxChunks);
    chunks.forEach(chunk -> arguments.add(chunk.content()));
    return RedisLink.call(Scripts.APPEND, keys(first.generationId()), arguments);
  }

  private List<String> keys(long generationId) {
    String stream = stream(generationId);
    return List.of(stream, stream + ":fence");
  }

  private String stream(long generationId) {
    return prefix + "gen:" + generationId;
  }

  private static FailureException refusal(String answer) {
    return answer.equals(Scripts.FENCED)
        ? GroupCommit.lost()
        : new FailureException(
            ErrorCode.UNAVAILABLE, "Redis cannot go on with the generation: " + answer);
  }

  @Override
  public Future<List<Chunk>> read(long generationId, long afterSeq) {
    return link.send(
            Request.cmd(Command.XRANGE)
                .arg(stream(generationId))
                .arg(Math.max(0, afterSeq) + 1)
                .arg("+"))
        .map(entries -> chunks(generationId, entries));
  }

  @Override
  public Future<List<Chunk>> seal(long generationId, long epoch, long afterSeq) {
    return link.send(
            RedisLink.call(
                Scripts.SEAL,
                keys(generationId),
                List.of(String.valueOf(epoch), String.valueOf(afterSeq + 1), ttlMs)))
        .map(entries -> chunks(generationId, entries));
  }

  /** An entry is its id and a list of names and values. */
  private static List<Chunk> chunks(long generationId, Response entries) {
    List<Chunk> chunks = new ArrayList<>();
    for (Response entry : entries) {
      String id = entry.get(0).toString();
      Response fields = entry.get(1);
      chunks.add(
          new Chunk(
              generationId,
              fields.get(1).toLong(),
              Long.parseLong(id.substring(0, id.indexOf('-'))),
              fields.get(3).toString()));
    }
    return chunks;
  }

  /** Writes what waits. */
  @Override
  public Future<Void> close() {
    return appends.close();
  }
}
