package dev.parley.attachment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of pictures that are taken. What a file is, its bytes say and nobody else. */
public enum ImageKind {
  PNG("png"),
  JPEG("jpg"),
  GIF("gif"),
  WEBP("webp");

  private final String extension;

  ImageKind(String extension) {
    this.extension = extension;
  }

  public String mediaType() {
    return "image/" + name().toLowerCase(Locale.ROOT);
  }

  /** What the name of such a file ends with, without the dot. */
  public String extension() {
    return extension;
  }

  /** The kind that calls itself so; empty for any other media type. */
  public static Optional<ImageKind> ofMediaType(String mediaType) {
    return Arrays.stream(values()).filter(kind -> kind.mediaType().equals(mediaType)).findFirst();
  }

  /** The kind that the first bytes promise; empty for everything else. */
  static Optional<ImageKind> of(byte[] bytes) {
    if (startsWith(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (startsWith(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (startsWith(bytes, 0, "GIF87a") || startsWith(bytes, 0, "GIF89a")) {
      return Optional.of(GIF);
    }
    if (startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP")) {
      return Optional.of(WEBP);
    }
    return Optional.empty();
  }

  private static boolean startsWith(byte[] bytes, int at, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
    int end = at + wanted.length;
    return bytes.length >= end && Arrays.equals(bytes, at, end, wanted, 0, wanted.length);
  }
}
