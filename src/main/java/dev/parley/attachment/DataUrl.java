package dev.parley.attachment;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import java.util.Base64;
import java.util.Locale;

/** Pictures within text: {@code data:image/png;base64,...}. */
final class DataUrl {
  static final String SCHEME = "data:";

  private DataUrl() {}

  /**
   * The bytes in it.
   *
   * @throws FailureException INVALID_FIELD when it is not base64, FRAME_TOO_LARGE above the bound
   */
  static byte[] decode(String url, int maxBytes) {
    int comma = url.indexOf(',');
    if (comma < 0 || !url.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
      throw new FailureException(ErrorCode.INVALID_FIELD, "A data URL must be base64");
    }
    if ((url.length() - comma - 1) / 4 * 3L > maxBytes + 2L) {
      throw Uploads.tooLarge(maxBytes);
    }
    try {
      return Base64.getDecoder().decode(url.substring(comma + 1));
    } catch (IllegalArgumentException e) {
      throw new FailureException(ErrorCode.INVALID_FIELD, "A data URL must be valid base64");
    }
  }
}
