package dev.parley.testing;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket by hand, for clients that behave as no library does: it answers no pings and reads
 * only when it is told to.
 */
public final class BareSocket implements AutoCloseable {
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;

  private static final int PATIENCE_MS = 30_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  /** A frame of the server. */
  public record Frame(int opcode, Buffer payload) {
    public String text() {
      return payload.toString();
    }

    /** The code of a close. */
    public int code() {
      return payload.getUnsignedShort(0);
    }
  }

  private BareSocket(int port, String path, String host) throws IOException {
    // Little is taken in unread, so that what is not read stays with the server.
    socket.setReceiveBufferSize(16 * 1024);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(socket.getInputStream());
    String request =
        """
        GET PATH HTTP/1.1
        Host: HOST
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

        """
            .replace("PATH", path)
            .replace("HOST", host)
            .replace("\n", "\r\n");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\n")) {
      answer.append((char) in.readUnsignedByte());
    }
    if (!answer.toString().startsWith("HTTP/1.1 101")) {
      throw new AssertionError(answer);
    }
  }

  public static BareSocket connect(int port) {
    return connect(port, "/api/v1/chat/ws", "127.0.0.1");
  }

  /** Connects to this machine under whatever name the {@code Host} header is to have. */
  public static BareSocket connect(int port, String path, String host) {
    try {
      return new BareSocket(port, path, host);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void text(String text) {
    if (!write(TEXT, text.getBytes(StandardCharsets.UTF_8))) {
      throw new AssertionError("the server has closed");
    }
  }

  /** Sends a frame; false when the server has cut the connection. */
  public boolean write(int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x80 | opcode);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    // A mask of zeros leaves the payload as it is.
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    try {
      socket.getOutputStream().write(frame.toByteArray());
      return true;
    } catch (SocketException cut) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame; null when the server has cut the connection. */
  public Frame read() {
    try {
      int opcode = in.readUnsignedByte() & 0x0f;
      long length = in.readUnsignedByte() & 0x7f;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      return new Frame(opcode, Buffer.buffer(in.readNBytes((int) length)));
    } catch (EOFException | SocketException cut) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame of the kind; others are passed over. Null when there is none any more. */
  public Frame read(int opcode) {
    Frame frame = read();
    while (frame != null && frame.opcode() != opcode) {
      frame = read();
    }
    return frame;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
