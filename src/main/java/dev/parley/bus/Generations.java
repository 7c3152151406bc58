package dev.parley.bus;

import dev.parley.chat.Attachment;
import dev.parley.chat.Chunk;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Message;
import dev.parley.chat.MessageType;
import dev.parley.chat.Usage;
import java.util.List;

/** Generations, their lease and their log, as the store role serves them. */
public final class Generations {
  /**
   * Takes the lease of a queued generation. Answers null when another claim has it, or it ended.
   */
  public static final Address<Claim, Job> CLAIM =
      Address.repeatable("parley.store.generations.claim", Claim.class, Job.class);

  /** Renews leases. */
  public static final Address<Beat, BeatAnswer> BEAT =
      Address.repeatable("parley.store.generations.beat", Beat.class, BeatAnswer.class);

  /** Ends a generation: one compare-and-set on its state and epoch. */
  public static final Address<Finish, Finished> FINISH =
      Address.repeatable("parley.store.generations.finish", Finish.class, Finished.class);

  /** Generations that nobody owns. */
  public static final Address<FindOrphans, Orphans> ORPHANS =
      Address.repeatable("parley.store.generations.orphans", FindOrphans.class, Orphans.class);

  /** Ends a generation whose lease ran out as INTERRUPTED, keeping what was shown. */
  public static final Address<Reap, Finished> REAP =
      Address.repeatable("parley.store.generations.reap", Reap.class, Finished.class);

  /** Marks generations to be stopped, and ends those that nobody has started. */
  public static final Address<RequestStop, StopRequested> STOP =
      Address.repeatable("parley.store.generations.stop", RequestStop.class, StopRequested.class);

  /** A generation and its chunks after a position; for a member. */
  public static final Address<ReadChunks, Chunks> CHUNKS =
      Address.repeatable("parley.store.generations.chunks", ReadChunks.class, Chunks.class);

  private Generations() {}

  /**
   * @param owner name of the node that will run it
   * @param leaseMs how long it may be silent, milliseconds
   * @param claim unique to this claim: made again with it, it is answered as before
   */
  public record Claim(long generationId, String owner, long leaseMs, String claim) {}

  /**
   * What a provider needs to know.
   *
   * @param context the standing instructions of the conversation; null when none
   * @param turns the path to the message to answer, oldest first, newest last; at most {@link
   *     #MAX_TURNS}
   * @param userContext what the person who is answered wants every model to know; null when nothing
   * @param asker who asked for the answer; null when that is not known, or is no member any more
   * @param summary of what comes before the turns; null when there is none
   * @param cut there are older messages than the turns and the summary tell of
   */
  public record Job(
      Generation generation,
      String context,
      List<Turn> turns,
      String userContext,
      Asker asker,
      Summaries.Summary summary,
      boolean cut) {
    /** Asked for by nobody who is known, with all there is in the turns. */
    public Job(Generation generation, String context, List<Turn> turns, String userContext) {
      this(generation, context, turns, userContext, null, null, false);
    }

    /** Who asked for the answer; null when that is not known. */
    public Long askerId() {
      return asker == null ? null : (Long) asker.userId();
    }
  }

  /**
   * A person, for whom tools may be called.
   *
   * @param login null for a guest
   */
  public record Asker(long userId, String login, boolean guest) {}

  /** Most turns of a conversation given to a provider; older ones are left out. */
  public static final int MAX_TURNS = 200;

  /**
   * One message of a prompt.
   *
   * @param messageId 0 when it is no message of a conversation
   */
  public record Turn(
      MessageType type,
      String senderName,
      String content,
      List<Attachment> attachments,
      long messageId) {
    public Turn {
      attachments = attachments == null ? List.of() : List.copyOf(attachments);
    }

    /** Not of a conversation. */
    public Turn(MessageType type, String senderName, String content, List<Attachment> attachments) {
      this(type, senderName, content, attachments, 0);
    }

    /** Without attachments. */
    public Turn(MessageType type, String senderName, String content) {
      this(type, senderName, content, List.of());
    }
  }

  public record Beat(String owner, long leaseMs, List<Held> held) {}

  public record Held(long generationId, long epoch) {}

  /**
   * @param lost no longer owned: end at once, write nothing more
   * @param stop a person asked to stop it
   */
  public record BeatAnswer(List<Long> lost, List<Long> stop) {}

  /**
   * @param content the whole answer
   * @param model the model that really answered
   * @param errorCode and {@code error}, safe to show, only when the state is FAILED
   * @param provider that was asked last; null when none was
   */
  public record Finish(
      long generationId,
      long epoch,
      GenerationState state,
      String content,
      long lastSeq,
      String model,
      Usage usage,
      GenerationMetrics metrics,
      String errorCode,
      String error,
      String provider) {
    /** Of an answer that nobody was asked for, or nobody can say who. */
    public Finish(
        long generationId,
        long epoch,
        GenerationState state,
        String content,
        long lastSeq,
        String model,
        Usage usage,
        GenerationMetrics metrics,
        String errorCode,
        String error) {
      this(
          generationId,
          epoch,
          state,
          content,
          lastSeq,
          model,
          usage,
          metrics,
          errorCode,
          error,
          null);
    }
  }

  /**
   * @param applied false when the generation had ended or changed its owner
   */
  public record Finished(boolean applied) {}

  /**
   * @param leaseMs for so long after a start of the database nobody counts as dead, milliseconds
   */
  public record FindOrphans(int limit, long leaseMs) {}

  /**
   * @param waiting queued for seconds and never claimed: offer them again
   * @param dead running with a lease that ran out: reap them
   */
  public record Orphans(List<Long> waiting, List<Long> dead) {}

  public record Reap(long generationId) {}

  /** Exactly one of {@code generationId} and {@code conversationId} is given. */
  public record RequestStop(long userId, Long generationId, Long conversationId) {}

  /**
   * @param stopped ended by this request
   * @param running to be told to their owners
   */
  public record StopRequested(List<Long> stopped, List<Owned> running) {}

  public record Owned(long generationId, String owner) {}

  /**
   * @param userId null when the hub reads to close a gap for all of its members
   */
  public record ReadChunks(Long userId, long generationId, long afterSeq) {}

  /**
   * @param chunks in order; contiguous from {@code afterSeq + 1} when {@code whole}
   * @param whole the log still has everything after {@code afterSeq}
   * @param message the answer; its content is set once it ended
   */
  public record Chunks(Generation generation, Message message, List<Chunk> chunks, boolean whole) {}
}
