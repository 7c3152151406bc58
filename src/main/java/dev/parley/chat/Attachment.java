package dev.parley.chat;

import java.util.Objects;

/**
 * A picture that belongs to a message, or is about to.
 *
 * @param mediaType told by its bytes; {@code image/*} for a picture that lies elsewhere
 * @param bytes size; 0 for a picture that lies elsewhere
 * @param width in pixels; 0 for a picture that lies elsewhere
 * @param height likewise
 * @param externalUrl http or https address of a picture that this server does not keep; null
 *     otherwise
 */
public record Attachment(
    long id, String mediaType, long bytes, int width, int height, String externalUrl) {
  /** Most attachments of one message. */
  public static final int MAX_PER_MESSAGE = 8;

  public Attachment {
    Objects.requireNonNull(mediaType, "mediaType");
  }

  /** Where clients get it: a path of this server, or the address elsewhere. */
  public String url() {
    return externalUrl == null ? "/api/v1/attachments/" + id : externalUrl;
  }

  /** Where clients get a small version of it. */
  public String thumbnailUrl() {
    return externalUrl == null ? url() + "/thumbnail" : externalUrl;
  }
}
