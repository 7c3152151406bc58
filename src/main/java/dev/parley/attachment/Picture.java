package dev.parley.attachment;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * What the header of a picture says.
 *
 * @param width in pixels, as stored
 * @param height likewise
 */
record Picture(ImageKind kind, int width, int height) {
  /** Most pixels: what a small file may make a decoder allocate. */
  static final long MAX_PIXELS = 50_000_000;

  /**
   * Reads the header only.
   *
   * @throws FailureException UNSUPPORTED_MEDIA for what is no picture of a known kind, or is too
   *     large when it is unpacked
   */
  static Picture of(byte[] bytes) {
    ImageKind kind =
        ImageKind.of(bytes)
            .orElseThrow(() -> unsupported("Only PNG, JPEG, GIF and WebP pictures are taken"));
    Picture picture =
        withReader(
            kind, bytes, reader -> new Picture(kind, reader.getWidth(0), reader.getHeight(0)));
    long pixels = (long) picture.width * picture.height;
    if (kind == ImageKind.WEBP) {
      pixels = Math.max(pixels, WebpFrames.mostPixels(bytes));
    }
    if (pixels > MAX_PIXELS) {
      throw unsupported("A picture may have " + MAX_PIXELS / 1_000_000 + " megapixels");
    }
    return picture;
  }

  /** What is done with an open picture. */
  @FunctionalInterface
  interface Reading<T> {
    T read(ImageReader reader) throws IOException;
  }

  /** Metadata is skipped: it can be packed much tighter than pixels. */
  static <T> T withReader(ImageKind kind, byte[] bytes, Reading<T> reading) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(kind.mediaType());
    if (!readers.hasNext()) {
      throw unsupported("Pictures of this kind cannot be read here");
    }
    ImageReader reader = readers.next();
    try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(input, true, true);
      return reading.read(reader);
    } catch (IOException | RuntimeException e) {
      // Decoders meet hostile bytes with exceptions of every kind.
      throw unsupported("The picture is damaged");
    } finally {
      reader.dispose();
    }
  }

  private static FailureException unsupported(String message) {
    return new FailureException(ErrorCode.UNSUPPORTED_MEDIA, message);
  }
}
