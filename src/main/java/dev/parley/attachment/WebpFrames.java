package dev.parley.attachment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The sizes that a WebP file promises. It says them up to three times, for the canvas, the frame
 * and the picture in it, and a file that lies says them differently: the largest is what a decoder
 * may come to need.
 */
final class WebpFrames {
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;

  private final ByteBuffer file;
  private long pixels;

  private WebpFrames(byte[] bytes) {
    file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Most pixels of any one picture in the file; 0 when there is none. */
  static long mostPixels(byte[] bytes) {
    WebpFrames frames = new WebpFrames(bytes);
    frames.walk(RIFF_HEADER, bytes.length);
    return frames.pixels;
  }

  private void walk(int from, int to) {
    long at = from;
    while (at + CHUNK_HEADER <= to) {
      int start = (int) at + CHUNK_HEADER;
      long size = Integer.toUnsignedLong(file.getInt((int) at + 4));
      int end = (int) Math.min(to, start + size);
      chunk(new String(file.array(), (int) at, 4, StandardCharsets.ISO_8859_1), start, end);
      at = start + size + (size & 1);
    }
  }

  private void chunk(String name, int start, int end) {
    int length = end - start;
    if (name.equals("VP8X") && length >= 10) {
      seen(1 + int24(start + 4), 1 + int24(start + 7));
    } else if (name.equals("VP8 ") && length >= 10) {
      seen(file.getShort(start + 6) & 0x3fff, file.getShort(start + 8) & 0x3fff);
    } else if (name.equals("VP8L") && length >= 5) {
      int bits = file.getInt(start + 1);
      seen(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
    } else if (name.equals("ANMF") && length >= FRAME_HEADER) {
      seen(1 + int24(start + 6), 1 + int24(start + 9));
      walk(start + FRAME_HEADER, end);
    }
  }

  private int int24(int at) {
    return (file.getShort(at) & 0xffff) | ((file.get(at + 2) & 0xff) << 16);
  }

  private void seen(long width, long height) {
    pixels = Math.max(pixels, width * height);
  }
}
