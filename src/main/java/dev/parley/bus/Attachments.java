package dev.parley.bus;

import dev.parley.chat.Attachment;

/**
 * Pictures, as the store role serves them. Bytes travel in chunks, so that no message on the bus is
 * large. A picture is its owner's until it is part of a message, and the conversation's members'
 * from then on; for everybody else it does not exist (NOT_FOUND).
 */
public final class Attachments {
  /** Size of all chunks but the last, bytes. */
  public static final int CHUNK_BYTES = 256 * 1024;

  /** Bytes of pictures without a message that one person may have. */
  public static final long MAX_UNUSED_BYTES = 200L * 1024 * 1024;

  /** Pictures without a message that one person may have. */
  public static final int MAX_UNUSED = 1_000;

  /** Refused with QUOTA_EXCEEDED when the person has too much without a message. */
  public static final Address<Begin, Begun> BEGIN =
      Address.service("parley.store.attachments.begin", Begin.class, Begun.class);

  /** Adds a chunk; adding it twice is no error. */
  public static final Address<Append, Done> APPEND =
      Address.repeatable("parley.store.attachments.append", Append.class, Done.class);

  /** Refused with CONFLICT when bytes are missing. From now on the picture can be used. */
  public static final Address<Finish, Attachment> FINISH =
      Address.service("parley.store.attachments.finish", Finish.class, Attachment.class);

  /** Notes a picture that lies elsewhere; bounded as BEGIN is. */
  public static final Address<Link, Attachment> LINK =
      Address.service("parley.store.attachments.link", Link.class, Attachment.class);

  public static final Address<Find, Found> FIND =
      Address.repeatable("parley.store.attachments.find", Find.class, Found.class);

  public static final Address<ReadChunk, Chunk> CHUNK =
      Address.repeatable("parley.store.attachments.chunk", ReadChunk.class, Chunk.class);

  private Attachments() {}

  public record Done() {}

  /** What is known of a picture before its bytes are stored. */
  public record Begin(
      long userId,
      String mediaType,
      long bytes,
      int width,
      int height,
      String sha256,
      String thumbnailType,
      long thumbnailBytes) {}

  public record Begun(long id) {}

  /**
   * @param n from 0
   * @param data never changed after construction
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Append(long userId, long id, boolean thumbnail, int n, byte[] data) {}

  public record Finish(long userId, long id) {}

  /**
   * @param url http or https, at most 2,048 characters
   */
  public record Link(long userId, String url) {}

  /**
   * @param userId null when the server itself reads
   */
  public record Find(Long userId, long id) {}

  /**
   * @param sha256 of the original, hexadecimal
   */
  public record Found(
      Attachment attachment, String sha256, String thumbnailType, long thumbnailBytes) {}

  /**
   * @param userId null when the server itself reads
   * @param n from 0
   */
  public record ReadChunk(Long userId, long id, boolean thumbnail, int n) {}

  /**
   * @param data never changed after construction
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Chunk(byte[] data) {}
}
