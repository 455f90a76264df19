package weft.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One request and its answer over a blocking connection. Knows `Content-Length` and no more of
/// HTTP, which is all the measured servers need.
final class HttpExchange {
  private static final int ANSWER_BYTES_MAX = 1 << 16;

  private HttpExchange() {}

  /// An answer as it came.
  record Answer(String head, String body) {
    /// The status code of the first line.
    int status() {
      String[] parts = head.split(" ", 3);
      return parts.length < 2 ? 0 : Integer.parseInt(parts[1]);
    }

    /// Whether a field of that name is there.
    boolean hasField(String name) {
      return head.toLowerCase(Locale.ROOT).contains("\r\n" + name.toLowerCase(Locale.ROOT) + ":");
    }
  }

  /// Sends the request and reads one answer.
  ///
  /// @param request head and body, ISO 8859-1
  /// @param scratch for received bytes; its content is lost
  /// @throws IOException also when the connection ends within the answer
  static Answer send(Socket connection, String request, byte[] scratch) throws IOException {
    connection.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    var received = new ByteArrayOutputStream();
    while (received.size() < ANSWER_BYTES_MAX) {
      int size = connection.getInputStream().read(scratch);
      if (size < 0) {
        throw new IOException("the server closed after " + received.size() + " bytes of an answer");
      }
      received.write(scratch, 0, size);
      String text = received.toString(StandardCharsets.ISO_8859_1);
      int headEnd = text.indexOf("\r\n\r\n");
      if (headEnd >= 0 && text.length() >= headEnd + 4 + contentLength(text, headEnd)) {
        return new Answer(text.substring(0, headEnd), text.substring(headEnd + 4));
      }
    }
    throw new IOException("an answer of more than " + ANSWER_BYTES_MAX + " bytes");
  }

  /// Sends the request and reads the head of an answer, and no more of it than comes along.
  static String head(Socket connection, String request, byte[] scratch) throws IOException {
    connection.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int size = connection.getInputStream().read(scratch);
      if (size < 0 || head.length() > ANSWER_BYTES_MAX) {
        throw new IOException("no head, but: " + head);
      }
      head.append(new String(scratch, 0, size, StandardCharsets.ISO_8859_1));
    }
    return head.substring(0, head.indexOf("\r\n\r\n"));
  }

  private static int contentLength(String text, int headEnd) throws IOException {
    String name = "\r\ncontent-length:";
    int field = text.substring(0, headEnd).toLowerCase(Locale.ROOT).indexOf(name);
    if (field < 0) {
      throw new IOException("no Content-Length in: " + text.substring(0, headEnd));
    }
    int lineEnd = text.indexOf("\r\n", field + 2);
    return Integer.parseInt(text.substring(field + name.length(), lineEnd).strip());
  }
}
