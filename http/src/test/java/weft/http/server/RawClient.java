package weft.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;

/// A client that sends and receives bytes and knows no more of HTTP than where a response ends. On
/// the test's own platform thread; waits at most ten seconds for anything.
final class RawClient implements AutoCloseable {
  static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream input;

  RawClient(SocketAddress server) throws IOException {
    this(server, 0);
  }

  RawClient(SocketAddress server, int receiveBufferBytes) throws IOException {
    this(connect(server, receiveBufferBytes));
  }

  /// One that comes by TLS; each text it sends is a record.
  RawClient(SocketAddress server, SSLSocketFactory sockets) throws IOException {
    this(sockets.createSocket(connect(server, 0), "", 0, true));
  }

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    input = socket.getInputStream();
  }

  private static Socket connect(SocketAddress server, int receiveBufferBytes) throws IOException {
    Socket socket = new Socket();
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.connect(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), ((InetSocketAddress) server).getPort()));
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /// Sends a Latin-1 text.
  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return this;
  }

  RawClient send(byte[] bytes, int length) throws IOException {
    socket.getOutputStream().write(bytes, 0, length);
    return this;
  }

  /// Reads one final response, interim ones before it included.
  String response() throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      String head = head();
      if (head.isEmpty()) {
        return text.toString();
      }
      text.append(head);
      if (!head.startsWith("HTTP/1.1 1")) {
        return text.append(body(head)).toString();
      }
    }
  }

  /// Reads up to and with an empty line, or what comes before the end.
  String head() throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int value = input.read();
      if (value < 0) {
        return text.toString();
      }
      text.append((char) value);
    }
    return text.toString();
  }

  private String body(String head) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    int length = lower.indexOf("\r\ncontent-length: ");
    if (length >= 0) {
      int from = length + "\r\ncontent-length: ".length();
      int count = Integer.parseInt(head.substring(from, head.indexOf('\r', from)));
      return new String(input.readNBytes(count), ISO_8859_1);
    }
    if (!lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
      return lower.contains("\r\nconnection: close\r\n") ? rest() : "";
    }
    StringBuilder text = new StringBuilder();
    while (true) {
      String line = line();
      int count = Integer.parseInt(line, 16);
      if (count == 0) {
        while (!line().isEmpty()) {
          // A trailer.
        }
        return text.toString();
      }
      text.append(new String(input.readNBytes(count), ISO_8859_1));
      line();
    }
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      int value = input.read();
      if (value < 0) {
        throw new IOException("the stream ended inside a line: " + text);
      }
      if (value == '\n') {
        return text.substring(0, text.length() - 1);
      }
      text.append((char) value);
    }
  }

  /// Reads everything until the server ends the stream.
  String rest() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    input.transferTo(bytes);
    return bytes.toString(ISO_8859_1);
  }

  /// Reads and counts everything until the server ends or resets the stream.
  long drain() throws IOException {
    byte[] bytes = new byte[64 * 1024];
    long count = 0;
    while (true) {
      int length = input.read(bytes);
      if (length < 0) {
        return count;
      }
      count += length;
    }
  }

  InputStream input() {
    return input;
  }

  /// Ends the sending side.
  RawClient endSending() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// Resets the connection.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
