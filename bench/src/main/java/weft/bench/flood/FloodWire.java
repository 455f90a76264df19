package weft.bench.flood;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/// One connection by HTTP/2: frames out, and what came in counted.
final class FloodWire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  int answers;
  String resets = "";

  /// Code and text of the last GOAWAY, or an empty text.
  String goAway = "";

  /// @param server on the loopback address
  FloodWire(SocketAddress server) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect((InetSocketAddress) server, PATIENCE_MILLIS);
    in = socket.getInputStream();
  }

  /// Sends, as long as the server takes it.
  ///
  /// @return false when it does not
  boolean send(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (SocketException gone) {
      return false;
    }
  }

  /// Reads a frame.
  ///
  /// @return its type, or -1 at the end
  int read() throws IOException {
    try {
      byte[] header = in.readNBytes(FloodFrames.HEADER_BYTES);
      if (header.length < FloodFrames.HEADER_BYTES) {
        return -1;
      }
      byte[] payload = in.readNBytes(number(header, 0, 3));
      take(header[3], header[4], payload);
      return header[3];
    } catch (SocketTimeoutException silent) {
      throw new IOException("the server is silent behind " + this, silent);
    } catch (SocketException reset) {
      return -1;
    }
  }

  private void take(int type, int flags, byte[] payload) {
    if ((type == FloodFrames.HEADERS || type == FloodFrames.DATA) && (flags & 1) != 0) {
      answers++;
    } else if (type == FloodFrames.RST_STREAM) {
      resets += number(payload, 0, 4) + " ";
    } else if (type == FloodFrames.GOAWAY) {
      goAway = number(payload, 4, 4) + " " + new String(payload, 8, payload.length - 8, ISO_8859_1);
    }
  }

  /// Reads until the server ends the connection.
  void readToEnd() throws IOException {
    while (read() >= 0) {
      // Until the end.
    }
  }

  /// Reads until so many answers are there, or the end.
  void readAnswers(int count) throws IOException {
    while (answers < count && read() >= 0) {
      // Until they are there.
    }
  }

  private static int number(byte[] bytes, int offset, int count) {
    int value = 0;
    for (int index = 0; index < count; index++) {
      value = value << 8 | (bytes[offset + index] & 0xff);
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return answers + " answers, resets " + resets + ", " + goAway;
  }
}
