package dev.parley.attachment;

import dev.parley.protocol.FailureException;

/**
 * A picture that came as a data URL and is kept nowhere.
 *
 * @param mediaType as its bytes say, whatever the URL says
 * @param bytes never changed after construction
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record InlinePicture(String mediaType, byte[] bytes) {
  /**
   * Looks at the header of the picture only; still too slow for an event loop.
   *
   * @throws FailureException INVALID_FIELD, FRAME_TOO_LARGE or UNSUPPORTED_MEDIA
   */
  public static InlinePicture decode(String dataUrl, int maxBytes) {
    byte[] bytes = DataUrl.decode(dataUrl, maxBytes);
    if (bytes.length > maxBytes) {
      throw Uploads.tooLarge(maxBytes);
    }
    return new InlinePicture(Picture.of(bytes).kind().mediaType(), bytes);
  }
}
