package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import weft.http.server.TrustedSockets;

/// A client on plain sockets that asks for something and reads as little as its caller wants. Over
/// HTTP/2 it opens all windows, so that nothing but its reading holds the server back.
final class SlowReader implements AutoCloseable {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final Socket socket;
  private final boolean isHttp2;

  /// @param certificate the server's, if it is asked over TLS
  SlowReader(InetSocketAddress server, boolean isHttp2, @Nullable Path certificate, String path)
      throws IOException {
    this.isHttp2 = isHttp2;
    Socket plain = new Socket();
    plain.setReceiveBufferSize(4096);
    plain.setSoTimeout(10_000);
    plain.connect(server);
    socket = certificate == null ? plain : secure(plain, isHttp2, certificate);
    boolean isSecure = certificate != null;
    socket.getOutputStream().write(isHttp2 ? http2(path, isSecure) : http1(path));
  }

  private static Socket secure(Socket plain, boolean isHttp2, Path certificate) throws IOException {
    SSLSocket secure =
        (SSLSocket) TrustedSockets.trusting(certificate).createSocket(plain, "", 0, true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {isHttp2 ? "h2" : "http/1.1"});
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private static byte[] http1(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(ISO_8859_1);
  }

  /// The preface, SETTINGS and WINDOW_UPDATE with the largest windows, and a request by indexed and
  /// literal fields of RFC 7541.
  private static byte[] http2(String path, boolean isSecure) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {(byte) 0x82, (byte) (isSecure ? 0x87 : 0x86), 1, 1, 'x', 4});
    block.write(path.length());
    block.writeBytes(path.getBytes(ISO_8859_1));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(PREFACE.getBytes(ISO_8859_1));
    frame(all, 4, 0, 0, new byte[] {0, 4, 0x7f, -1, -1, -1});
    frame(all, 8, 0, 0, new byte[] {0x7f, -1, 0, 0});
    frame(all, 1, 5, 1, block.toByteArray());
    return all.toByteArray();
  }

  private static void frame(
      ByteArrayOutputStream all, int type, int flags, int stream, byte[] payload) {
    all.writeBytes(new byte[] {0, 0, (byte) payload.length, (byte) type, (byte) flags});
    all.writeBytes(new byte[] {0, 0, 0, (byte) stream});
    all.writeBytes(payload);
  }

  /// Reads so many bytes of what comes, frames and all.
  int read(int count) throws IOException {
    return socket.getInputStream().readNBytes(count).length;
  }

  /// The response's body, when nothing has been read yet; the system takes more ahead from here on.
  InputStream body() throws IOException {
    socket.setReceiveBufferSize(65_536);
    return new WireBody(socket.getInputStream(), isHttp2);
  }

  /// Goes away without a word.
  @Override
  public void close() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
