package weft.verify.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One raw connection to the server: bytes out, answers in.
public final class WireClient implements AutoCloseable {
  /// How long the server may stay silent, in milliseconds.
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final WireAnswers answers = new WireAnswers();
  private boolean ended;
  private boolean resetAllowed;

  /// Connects.
  public WireClient(SocketAddress server) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(reachable(server), PATIENCE_MILLIS);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  private static SocketAddress reachable(SocketAddress server) {
    InetSocketAddress address = (InetSocketAddress) server;
    return address.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
        : address;
  }

  /// Sends text, one byte per character.
  public void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends text byte by byte.
  public void sendSlowly(String text) throws IOException {
    for (byte each : text.getBytes(StandardCharsets.ISO_8859_1)) {
      out.write(each);
    }
  }

  /// From here on answers are to HEAD requests.
  public void expectHead() {
    answers.expectHead();
  }

  /// Ends our direction.
  public void finish() throws IOException {
    socket.shutdownOutput();
  }

  /// Reads until `count` final answers are there or the server ended the connection.
  public List<WireAnswer> read(int count) throws IOException {
    List<WireAnswer> read = new ArrayList<>();
    int finals = 0;
    byte[] buffer = new byte[8192];
    while (true) {
      for (WireAnswer answer = answers.take(ended); answer != null; answer = answers.take(ended)) {
        read.add(answer);
        finals += answer.status() >= 200 ? 1 : 0;
      }
      if (finals >= count || ended) {
        return read;
      }
      int length = receive(buffer, read);
      ended = length < 0;
      if (length > 0) {
        answers.add(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
      }
    }
  }

  /// Reads until the server ends the connection.
  public List<WireAnswer> readToEnd() throws IOException {
    return read(Integer.MAX_VALUE);
  }

  /// Reads until the server ends or resets the connection: a client that has ended its own
  /// direction in the middle of a request has gone, and may be reset.
  public List<WireAnswer> readToEndOrReset() throws IOException {
    resetAllowed = true;
    return readToEnd();
  }

  /// Whether the server has ended the connection.
  public boolean ended() {
    return ended;
  }

  private int receive(byte[] buffer, List<WireAnswer> read) throws IOException {
    try {
      return in.read(buffer);
    } catch (SocketTimeoutException late) {
      throw new AssertionError(
          "the server was silent for " + PATIENCE_MILLIS + " ms after " + read, late);
    } catch (SocketException reset) {
      if (resetAllowed) {
        return -1;
      }
      throw reset;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
