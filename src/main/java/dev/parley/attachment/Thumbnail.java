package dev.parley.attachment;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;

/**
 * A small version of a picture, made of its pixels alone: nothing else of the file gets into it,
 * such as the place where it was taken.
 *
 * @param kind PNG where the picture can be seen through, JPEG otherwise
 * @param bytes never changed after construction
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record Thumbnail(ImageKind kind, byte[] bytes) {
  /** Longest side, pixels. */
  static final int MAX_SIDE = 512;

  static {
    // Scaling needs no screen, and must not look for one.
    System.setProperty("java.awt.headless", "true");
  }

  /**
   * Decodes the picture and makes it smaller. Blocks for as long as that takes.
   *
   * @throws dev.parley.protocol.FailureException UNSUPPORTED_MEDIA when it cannot be decoded
   */
  static Thumbnail of(byte[] bytes, Picture picture) {
    BufferedImage coarse =
        Picture.withReader(
            picture.kind(),
            bytes,
            reader -> {
              // Every so many pixels are kept, so that a large picture never is in memory whole.
              int step = Math.max(1, Math.max(picture.width(), picture.height()) / (2 * MAX_SIDE));
              ImageReadParam keep = reader.getDefaultReadParam();
              keep.setSourceSubsampling(step, step, 0, 0);
              return reader.read(0, keep);
            });
    BufferedImage scaled = scale(coarse);
    if (picture.kind() == ImageKind.JPEG) {
      scaled = JpegOrientation.of(bytes).turn(scaled);
    }
    ImageKind kind = scaled.getColorModel().hasAlpha() ? ImageKind.PNG : ImageKind.JPEG;
    return new Thumbnail(kind, encode(scaled, kind));
  }

  private static BufferedImage scale(BufferedImage image) {
    double factor = Math.min(1, (double) MAX_SIDE / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
    int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
    int type =
        image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage scaled = new BufferedImage(width, height, type);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }

  private static byte[] encode(BufferedImage image, ImageKind kind) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      if (!ImageIO.write(image, kind.extension(), out)) {
        throw new IllegalStateException("cannot write " + kind);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written", e);
    }
  }
}
