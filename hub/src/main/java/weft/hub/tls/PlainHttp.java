package weft.hub.tls;

import java.nio.charset.StandardCharsets;

/// Somebody who speaks HTTP where TLS is spoken: how that is told, and what a client is answered.
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

  /// First four bytes of answers, likewise.
  private static final int ANSWERING = word("HTTP");

  private PlainHttp() {}

  private static int[] beginnings() {
    String[] methods = {
      "GET ", "HEAD", "POST", "PUT ", "DELE", "OPTI", "PATC", "TRAC", "CONN", "PRI "
    };
    int[] values = new int[methods.length];
    for (int index = 0; index < methods.length; index++) {
      values[index] = word(methods[index]);
    }
    return values;
  }

  private static int word(String text) {
    return text.charAt(0) | (text.charAt(1) << 8) | (text.charAt(2) << 16) | (text.charAt(3) << 24);
  }

  /// Whether it may be HTTP by its first byte; no TLS record begins with a letter.
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

  /// Whether [#PREFIX] bytes begin an answer.
  static boolean answers(int word) {
    return word == ANSWERING;
  }
}
