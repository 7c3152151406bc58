package dev.parley.dialect.parley;

import dev.parley.dialect.JsonFrames;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Parley's native dialect: JSON objects {@code {type, id?, data}} in text frames, a superset of the
 * frames of system 5. A client that announced it gets large frames compressed: a binary frame that
 * is the raw deflate stream (RFC 1951) of the same JSON.
 */
public final class ParleyDialect implements Dialect {
  /** Frames of at least so many bytes are compressed for clients that asked for it. */
  static final int COMPRESS_FROM_BYTES = 8 * 1024;

  @Override
  public String id() {
    return "parley";
  }

  @Override
  public Session open(Options options) {
    return new ParleySession();
  }

  private static final class ParleySession implements Session {
    private boolean deflate;

    @Override
    public Decoded decode(Frame frame) {
      Decoded decoded = ParleyDecoder.decode(frame);
      if (decoded instanceof Decoded.Command(String id, ClientCommand.Authenticate auth)) {
        deflate = "deflate".equals(auth.compress());
      }
      return decoded;
    }

    @Override
    public List<Frame> encode(ServerEvent event) {
      return ParleyEncoder.encode(event).stream().map(JsonFrames::write).map(this::frame).toList();
    }

    @Override
    public String sharedKey() {
      return deflate ? "parley+deflate" : "parley";
    }

    private Frame frame(String json) {
      if (!deflate || json.length() < COMPRESS_FROM_BYTES) {
        return new Frame.Text(json);
      }
      return new Frame.Binary(deflated(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] deflated(byte[] bytes) {
      Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      try {
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2);
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
          compressed.write(buffer, 0, deflater.deflate(buffer));
        }
        return compressed.toByteArray();
      } finally {
        deflater.end();
      }
    }
  }
}
