package weft.verify.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads responses off the wire, strictly: what our server sends is itself under test.
public final class WireAnswers {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([1-5]\\d\\d) [ -~]*");
  private static final Pattern FIELD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ -~\\t]*");

  private final StringBuilder bytes = new StringBuilder();
  private int position;
  private boolean toHead;

  /// Makes a reader that has read nothing.
  public WireAnswers() {}

  /// From here on answers are to HEAD requests, and have no body whoever gives them.
  public void expectHead() {
    toHead = true;
  }

  /// Adds what arrived, one byte per character.
  public void add(String arrived) {
    bytes.append(arrived);
  }

  /// Takes the next complete response, or `null` when more bytes are needed.
  ///
  /// @param ended whether nothing more will arrive
  public @Nullable WireAnswer take(boolean ended) {
    int headEnd = bytes.indexOf("\r\n\r\n", position);
    if (headEnd < 0) {
      if (bytes.length() > position && ended) {
        throw new AssertionError("cut response head: " + bytes.substring(position));
      }
      return null;
    }
    List<String> lines = List.of(bytes.substring(position, headEnd).split("\r\n", -1));
    Matcher statusLine = STATUS_LINE.matcher(lines.getFirst());
    if (!statusLine.matches()) {
      throw new AssertionError("bad status line: " + lines.getFirst());
    }
    for (String field : lines.subList(1, lines.size())) {
      if (!FIELD.matcher(field).matches()) {
        throw new AssertionError("bad field line: " + field);
      }
    }
    int status = Integer.parseInt(statusLine.group(1));
    WireAnswer head = new WireAnswer(status, lines.subList(1, lines.size()), "");
    return body(head, headEnd + 4, ended);
  }

  /// Bytes that were not taken.
  public String rest() {
    return bytes.substring(position);
  }

  private @Nullable WireAnswer body(WireAnswer head, int start, boolean ended) {
    String echo = head.header("x-echo");
    boolean bodyless =
        toHead
            || head.status() < 200
            || head.status() == 204
            || head.status() == 304
            || (echo != null && echo.startsWith("HEAD "));
    String length = head.header("content-length");
    if (head.count("content-length") > 1
        || (length != null && head.count("transfer-encoding") > 0)) {
      throw new AssertionError("ambiguous response framing: " + head);
    }
    if (bodyless) {
      position = start;
      return head;
    }
    if (head.count("transfer-encoding") > 0) {
      return chunked(head, start);
    }
    int end;
    if (length != null) {
      end = start + Integer.parseInt(length);
    } else if (ended) {
      end = bytes.length();
    } else {
      return null;
    }
    if (end > bytes.length()) {
      if (ended) {
        throw new AssertionError("response body is cut: " + head + " " + bytes.substring(start));
      }
      return null;
    }
    position = end;
    return new WireAnswer(head.status(), head.fields(), bytes.substring(start, end));
  }

  private @Nullable WireAnswer chunked(WireAnswer head, int start) {
    List<String> chunks = new ArrayList<>();
    int at = start;
    while (true) {
      int lineEnd = bytes.indexOf("\r\n", at);
      if (lineEnd < 0) {
        return null;
      }
      int size = Integer.parseInt(bytes.substring(at, lineEnd), 16);
      int chunkEnd = lineEnd + 2 + size;
      if (size == 0) {
        int end =
            bytes.indexOf("\r\n", chunkEnd) == chunkEnd ? chunkEnd + 2 : trailersEnd(chunkEnd);
        if (end < 0) {
          return null;
        }
        position = end;
        return new WireAnswer(head.status(), head.fields(), String.join("", chunks));
      }
      if (chunkEnd + 2 > bytes.length()) {
        return null;
      }
      if (!bytes.substring(chunkEnd, chunkEnd + 2).equals("\r\n")) {
        throw new AssertionError("bad chunk in the response");
      }
      chunks.add(bytes.substring(lineEnd + 2, chunkEnd));
      at = chunkEnd + 2;
    }
  }

  private int trailersEnd(int start) {
    int end = bytes.indexOf("\r\n\r\n", start);
    return end < 0 ? -1 : end + 4;
  }
}
