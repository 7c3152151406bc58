package dev.parley.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Pictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureTest {
  private static final int IHDR_WIDTH = 16;
  private static final int IHDR_CRC = 29;

  @Test
  void readsKindAndSizeFromTheBytes() {
    assertThat(Picture.of(Pictures.png(30, 20))).isEqualTo(new Picture(ImageKind.PNG, 30, 20));
    assertThat(Picture.of(Pictures.jpeg(31, 21))).isEqualTo(new Picture(ImageKind.JPEG, 31, 21));
    assertThat(Picture.of(Pictures.gif(32, 22))).isEqualTo(new Picture(ImageKind.GIF, 32, 22));
    assertThat(Picture.of(Pictures.webp())).isEqualTo(new Picture(ImageKind.WEBP, 1, 1));
    assertThat(Picture.of(Pictures.losslessWebp(40, 30)))
        .isEqualTo(new Picture(ImageKind.WEBP, 40, 30));
  }

  @Test
  void takesNothingElse() {
    refused(new byte[0]);
    refused(text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"));
    refused(text("GIF"));
    refused(text("BM and so on"));
    refused(text("RIFF....WAVE"));
  }

  @Test
  void aStartAloneIsNoPicture() {
    for (byte[] whole :
        new byte[][] {
          Pictures.png(300, 200), Pictures.jpeg(300, 200), Pictures.gif(300, 200), Pictures.webp()
        }) {
      refused(Arrays.copyOf(whole, 12));
    }
    byte[] half = Arrays.copyOf(Pictures.noise(200, 200, 1), 60_000);
    Picture header = Picture.of(half);
    assertThat(header.width()).isEqualTo(200);
    assertThatThrownBy(() -> Thumbnail.of(half, header)).satisfies(PictureTest::isUnsupported);
    byte[] lies = Arrays.copyOf(Pictures.png(20, 20), 33 + 4);
    assertThatThrownBy(() -> Thumbnail.of(lies, Picture.of(lies)))
        .satisfies(PictureTest::isUnsupported);
  }

  @Test
  void refusesBombsByTheirHeader() {
    ByteBuffer png = ByteBuffer.wrap(Pictures.png(20, 20));
    png.putInt(IHDR_WIDTH, 30_000).putInt(IHDR_WIDTH + 4, 30_000);
    CRC32 crc = new CRC32();
    crc.update(png.array(), IHDR_WIDTH - 4, 17);
    png.putInt(IHDR_CRC, (int) crc.getValue());
    refused(png.array());
    refused(Pictures.losslessWebp(16_000, 16_000));
  }

  @Test
  void believesTheLargestSizeOfAWebpFile() {
    ByteBuffer inner = ByteBuffer.allocate(12 + 18 + 14).order(ByteOrder.LITTLE_ENDIAN);
    inner.put(text("RIFF")).putInt(36).put(text("WEBP"));
    inner.put(text("VP8X")).putInt(10).put(new byte[10]);
    inner.put(text("VP8L")).putInt(5).put((byte) 0x2f).putInt(16_382 | (16_382 << 14));
    assertThat(WebpFrames.mostPixels(inner.array())).isEqualTo(16_383L * 16_383);
    assertThat(WebpFrames.mostPixels(Pictures.webp())).isEqualTo(1);
  }

  @Test
  void makesThumbnailsOfAllKinds() throws IOException {
    thumbnail(Pictures.png(2000, 1000), ImageKind.JPEG, 512, 256);
    thumbnail(Pictures.transparentPng(1000, 2000), ImageKind.PNG, 256, 512);
    thumbnail(Pictures.jpeg(4000, 3000), ImageKind.JPEG, 512, 384);
    thumbnail(Pictures.gif(600, 600), ImageKind.JPEG, 512, 512);
    thumbnail(Pictures.jpeg(3000, 2), ImageKind.JPEG, 512, 1);
    thumbnail(Pictures.png(10, 5), ImageKind.JPEG, 10, 5);
    byte[] webp = Pictures.webp();
    assertThat(decoded(Thumbnail.of(webp, Picture.of(webp))).getWidth()).isEqualTo(1);
    thumbnail(Pictures.losslessWebp(3000, 1500), ImageKind.PNG, 512, 256);
  }

  @Test
  void keepsOnlyThePixelsAndTurnsThemUpright() throws IOException {
    byte[] photo = withExif(Pictures.jpeg(400, 200), 6, "52.5200 N 13.4050 E");
    Thumbnail thumbnail = Thumbnail.of(photo, Picture.of(photo));
    BufferedImage image = decoded(thumbnail);
    assertThat(image.getWidth()).isEqualTo(200);
    assertThat(image.getHeight()).isEqualTo(400);
    // What was left is up.
    assertThat(new Color(image.getRGB(100, 50)).getRed()).isGreaterThan(200);
    assertThat(new Color(image.getRGB(100, 350)).getRed()).isLessThan(50);
    String bytes = new String(thumbnail.bytes(), StandardCharsets.ISO_8859_1);
    assertThat(bytes).doesNotContain("Exif").doesNotContain("52.5200");
  }

  @Test
  void readsDataUrlsWithinTheBound() {
    String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(text("abcd"));
    assertThat(DataUrl.decode(url, 4)).isEqualTo(text("abcd"));
    assertThatThrownBy(() -> DataUrl.decode("data:image/png,abcd", 4))
        .isInstanceOf(FailureException.class);
    assertThatThrownBy(() -> DataUrl.decode("data:image/png;base64,a*cd", 4))
        .isInstanceOf(FailureException.class);
    assertThatThrownBy(() -> DataUrl.decode("data:;base64," + "AAAA".repeat(10), 4))
        .isInstanceOf(FailureException.class);
  }

  private static void thumbnail(byte[] bytes, ImageKind kind, int width, int height)
      throws IOException {
    Thumbnail thumbnail = Thumbnail.of(bytes, Picture.of(bytes));
    assertThat(thumbnail.kind()).isEqualTo(kind);
    assertThat(ImageKind.of(thumbnail.bytes())).contains(kind);
    BufferedImage image = decoded(thumbnail);
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
  }

  private static BufferedImage decoded(Thumbnail thumbnail) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(thumbnail.bytes()));
  }

  /** With an EXIF segment in front that has an orientation and a text. */
  private static byte[] withExif(byte[] jpeg, int orientation, String place) throws IOException {
    byte[] text = text(place);
    ByteBuffer exif = ByteBuffer.allocate(6 + 8 + 2 + 12 + 4 + text.length);
    exif.put(text("Exif\0\0")).put(text("MM")).putShort((short) 42).putInt(8);
    exif.putShort((short) 1);
    exif.putShort((short) 274).putShort((short) 3).putInt(1).putShort((short) orientation);
    exif.putShort((short) 0).putInt(0).put(text);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    int length = exif.capacity() + 2;
    out.write(new byte[] {(byte) 0xff, (byte) 0xe1, (byte) (length >> 8), (byte) length});
    out.write(exif.array());
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void refused(byte[] bytes) {
    assertThatThrownBy(() -> Picture.of(bytes)).satisfies(PictureTest::isUnsupported);
  }

  private static void isUnsupported(Throwable error) {
    assertThat(error).isInstanceOf(FailureException.class);
    assertThat(((FailureException) error).failure().code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA);
  }
}
