package weft.hub.tls;

import java.nio.charset.StandardCharsets;

/// Somebody who speaks HTTP to a TLS port: how that is told, and what is answered.
final class PlainHttp {
  /// Bytes it takes to tell.
  static final int PREFIX = 4;

  private static final String TEXT = "This port speaks TLS; use https:// instead of http://.\n";

  /// An answer that people understand.
  static final byte[] ANSWER =
      ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: "
              + TEXT.length()
              + "\r\nConnection: close\r\n\r\n"
              + TEXT)
          .getBytes(StandardCharsets.US_ASCII);

  /// First four bytes of requests, little-endian.
  private static final int[] BEGINNINGS = beginnings();

  private PlainHttp() {}

  private static int[] beginnings() {
    String[] methods = {
      "GET ", "HEAD", "POST", "PUT ", "DELE", "OPTI", "PATC", "TRAC", "CONN", "PRI "
    };
    int[] values = new int[methods.length];
    for (int index = 0; index < methods.length; index++) {
      String method = methods[index];
      values[index] =
          method.charAt(0)
              | (method.charAt(1) << 8)
              | (method.charAt(2) << 16)
              | (method.charAt(3) << 24);
    }
    return values;
  }

  /// Whether it may be a request by its first byte; no TLS record begins with a letter.
  static boolean mayBegin(byte first) {
    return first >= 'A' && first <= 'Z';
  }

  /// Whether [#PREFIX] bytes, the first one lowest, begin a request.
  static boolean begins(int word) {
    for (int beginning : BEGINNINGS) {
      if (beginning == word) {
        return true;
      }
    }
    return false;
  }
}
