package dev.parley.service;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;

/**
 * What a person may write.
 *
 * @param maxLength characters of a message
 */
public record MessageRules(int maxLength) {
  /**
   * Fails with INVALID_FIELD for nothing but white space, with MESSAGE_TOO_LONG above the bound.
   */
  public void checkContent(String content) {
    checkContent(content, false);
  }

  /** As above, but a picture says enough by itself. */
  public void checkContent(String content, boolean picture) {
    if (content.isBlank() && !picture) {
      throw new FailureException(ErrorCode.INVALID_FIELD, "content must not be empty");
    }
    if (content.length() > maxLength) {
      throw new FailureException(
          ErrorCode.MESSAGE_TOO_LONG, "Message exceeds maximum length of " + maxLength);
    }
  }
}
