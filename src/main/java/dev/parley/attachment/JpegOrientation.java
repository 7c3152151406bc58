package dev.parley.attachment;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held, from the EXIF data of a JPEG file: the value of its tag 274, 1 to 8. A
 * thumbnail has no such data, so that its pixels have to be turned.
 */
record JpegOrientation(int value) {
  private static final JpegOrientation UPRIGHT = new JpegOrientation(1);
  private static final int TAG = 274;
  private static final int MAX_TAGS = 200;

  /** Upright when the file does not say, or says it in a way that cannot be read. */
  static JpegOrientation of(byte[] bytes) {
    try {
      return find(ByteBuffer.wrap(bytes));
    } catch (IndexOutOfBoundsException | IllegalArgumentException damaged) {
      return UPRIGHT;
    }
  }

  /** Walks the segments up to the picture itself. */
  private static JpegOrientation find(ByteBuffer file) {
    int at = 2;
    while ((file.get(at) & 0xff) == 0xff) {
      int marker = file.get(at + 1) & 0xff;
      if (marker == 0xda) {
        break;
      }
      int length = file.getShort(at + 2) & 0xffff;
      boolean exif = marker == 0xe1 && length > 16 && file.getInt(at + 4) == 0x45786966;
      if (exif) {
        return inTiff(file.slice(at + 10, length - 8));
      }
      at += 2 + length;
    }
    return UPRIGHT;
  }

  private static JpegOrientation inTiff(ByteBuffer tiff) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int at = tiff.getInt(4);
    int tags = Math.min(MAX_TAGS, tiff.getShort(at) & 0xffff);
    for (int i = 0; i < tags; i++) {
      int entry = at + 2 + 12 * i;
      if ((tiff.getShort(entry) & 0xffff) == TAG) {
        int value = tiff.getShort(entry + 8);
        return value >= 1 && value <= 8 ? new JpegOrientation(value) : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  BufferedImage turn(BufferedImage image) {
    if (value == 1) {
      return image;
    }
    int width = image.getWidth();
    int height = image.getHeight();
    boolean sideways = value >= 5;
    BufferedImage turned =
        new BufferedImage(sideways ? height : width, sideways ? width : height, image.getType());
    for (int y = 0; y < turned.getHeight(); y++) {
      for (int x = 0; x < turned.getWidth(); x++) {
        int u = sideways ? y : x;
        int v = sideways ? x : y;
        boolean flipU = value == 2 || value == 3 || value == 7 || value == 8;
        boolean flipV = value == 3 || value == 4 || value == 6 || value == 7;
        turned.setRGB(x, y, image.getRGB(flipU ? width - 1 - u : u, flipV ? height - 1 - v : v));
      }
    }
    return turned;
  }
}
