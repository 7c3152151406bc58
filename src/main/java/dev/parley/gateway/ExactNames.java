package dev.parley.gateway;

import io.netty.channel.Channel;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * Reads the head of a request as it was sent. Vert.x's decoder recognises common names without
 * looking at each of their letters: it takes {@code Content-Xength} for {@code Content-Length}. A
 * proxy in front passes such a header on as one it does not know, and then the two disagree where
 * the request ends, so that a second one can hide in its body. Here a request with a name that
 * would be read as another is not valid, and is answered with 400.
 *
 * <p>It must be there before the first byte: the server's HTTP/2 without TLS must be off, because
 * with it, a connection is only known after its first request was decoded.
 */
final class ExactNames extends VertxHttpRequestDecoder {
  private static final String DECODER = "httpDecoder";

  private ExactNames(HttpServerOptions options) {
    super(options);
  }

  /** Takes the place of the connection's own decoder. */
  static void install(HttpConnection connection, HttpServerOptions options) {
    Channel channel = ((HttpServerConnection) connection).channelHandlerContext().channel();
    channel.pipeline().replace(DECODER, DECODER, new ExactNames(options));
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    AsciiString name = super.splitHeaderName(line, start, length);
    if (!name.contentEqualsIgnoreCase(new AsciiString(line, start, length, false))) {
      throw new IllegalArgumentException("a header that looks like " + name);
    }
    return name;
  }
}
