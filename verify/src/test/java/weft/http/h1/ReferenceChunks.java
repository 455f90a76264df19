package weft.http.h1;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The chunked coding written down a second time, slowly: what [ChunkedDecoder] must agree with.
/// RFC 9112 §7.1, up to the last chunk; the trailer section is another parser's.
///
/// @param outcome `END`, `TRAILERS`, `MORE` or `BROKEN`
/// @param body the data, as far as it came
/// @param consumed bytes up to the end or to the trailer section
record ReferenceChunks(String outcome, String body, int consumed) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String TEXT = "[\\t\\x20\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]*";
  private static final String QUOTED =
      "\"" + TEXT + "(?:\\\\[\\t\\x20-\\x7e\\x80-\\xff]" + TEXT + ")*\"";
  private static final Pattern LINE =
      Pattern.compile(
          "([0-9a-fA-F]{1,15})((?:;" + TOKEN + "(?:=(?:" + TOKEN + "|" + QUOTED + "))?)*)\r\n");

  static ReferenceChunks parse(String text) {
    StringBuilder body = new StringBuilder();
    int extensionBytes = 0;
    int at = 0;
    while (true) {
      Matcher line = LINE.matcher(text).region(at, text.length());
      if (!line.lookingAt()) {
        boolean open = line.hitEnd();
        return new ReferenceChunks(open ? "MORE" : "BROKEN", body.toString(), at);
      }
      // Semicolons begin an extension and are not part of what is limited.
      extensionBytes += line.group(2).length();
      if (extensionBytes > ChunkedDecoder.EXTENSION_BYTES_MAX) {
        return new ReferenceChunks("BROKEN", body.toString(), at);
      }
      long size = Long.parseLong(line.group(1), 16);
      at = line.end();
      if (size == 0) {
        return last(text, body.toString(), at);
      }
      int available = (int) Math.min(size, text.length() - at);
      body.append(text, at, at + available);
      at += available;
      if (available < size || "\r\n".startsWith(text.substring(at))) {
        return new ReferenceChunks("MORE", body.toString(), at);
      }
      if (!text.startsWith("\r\n", at)) {
        return new ReferenceChunks("BROKEN", body.toString(), at);
      }
      at += 2;
    }
  }

  private static ReferenceChunks last(String text, String body, int at) {
    String rest = text.substring(at);
    if (rest.startsWith("\r\n")) {
      return new ReferenceChunks("END", body, at + 2);
    }
    if (rest.isEmpty() || rest.equals("\r")) {
      return new ReferenceChunks("MORE", body, at);
    }
    return new ReferenceChunks(rest.startsWith("\r") ? "BROKEN" : "TRAILERS", body, at);
  }
}
