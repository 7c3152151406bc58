package dev.parley.testing;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures for tests, made as they are needed. */
public final class Pictures {
  /** One pixel each: nothing here can write WebP. */
  private static final String LOSSY_WEBP =
      "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";

  private static final String LOSSLESS_WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  private Pictures() {}

  public static byte[] png(int width, int height) {
    return encode(drawn(width, height, BufferedImage.TYPE_INT_RGB), "png");
  }

  public static byte[] transparentPng(int width, int height) {
    return encode(drawn(width, height, BufferedImage.TYPE_INT_ARGB), "png");
  }

  public static byte[] jpeg(int width, int height) {
    return encode(drawn(width, height, BufferedImage.TYPE_INT_RGB), "jpg");
  }

  public static byte[] gif(int width, int height) {
    return encode(drawn(width, height, BufferedImage.TYPE_BYTE_INDEXED), "gif");
  }

  public static byte[] webp() {
    return Base64.getDecoder().decode(LOSSY_WEBP);
  }

  /** One colour throughout, which takes no bits for each pixel: 34 bytes, whatever the size. */
  public static byte[] losslessWebp(int width, int height) {
    byte[] webp = Base64.getDecoder().decode(LOSSLESS_WEBP);
    int bits = (width - 1) | ((height - 1) << 14) | (1 << 28);
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(21, bits);
    return webp;
  }

  /** A PNG that does not compress: about three bytes for each pixel. */
  public static byte[] noise(int width, int height, long seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    return encode(image, "png");
  }

  private static BufferedImage drawn(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, width / 2, height);
    graphics.dispose();
    return image;
  }

  private static byte[] encode(BufferedImage image, String format) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException(format);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
