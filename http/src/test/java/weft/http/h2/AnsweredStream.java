package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a strict peer knows of one stream: of a response, or of a request.
final class AnsweredStream {
  final int id;

  /// The request as it was promised; empty for one that was not.
  List<String> promise = List.of();

  /// Interim heads, each with all of its fields.
  final List<List<String>> interim = new ArrayList<>();

  /// Fields of the final head; empty before it.
  List<String> head = List.of();

  List<String> trailers = List.of();
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  boolean ended;
  boolean gaveUp;

  /// The error code it was reset with, or `null`.
  @Nullable String resetCode;

  /// By how much the client has opened its window.
  long allowed;

  /// By how much the server has opened its window.
  long sendAllowed;

  private final boolean isRequest;

  AnsweredStream(int id, boolean isRequest) {
    this.id = id;
    this.isRequest = isRequest;
  }

  /// The status of the final head, or 0.
  int status() {
    return head.isEmpty() ? 0 : Integer.parseInt(head.getFirst().substring(":status: ".length()));
  }

  /// A field of the final head, or `null`.
  @Nullable String field(String name) {
    return field(head, name);
  }

  /// A field of the promise, or `null`.
  @Nullable String promised(String name) {
    return field(promise, name);
  }

  private static @Nullable String field(List<String> lines, String name) {
    for (String line : lines) {
      if (line.startsWith(name + ": ")) {
        return line.substring(name.length() + 2);
      }
    }
    return null;
  }

  String text() {
    return content.toString(ISO_8859_1);
  }

  byte[] content() {
    return content.toByteArray();
  }

  /// Whether nothing will come any more.
  boolean isOver() {
    return ended || resetCode != null || gaveUp;
  }

  void headers(List<String> fields, boolean end) {
    FrameLog.check(!ended && resetCode == null, "HEADERS behind the end of stream " + id);
    if (head.isEmpty()) {
      if (isRequest) {
        head = fields;
        ended = end;
        return;
      }
      String status = fields.getFirst();
      FrameLog.check(status.matches(":status: [1-5]\\d\\d"), "a head begins with " + status);
      if (status.startsWith(":status: 1")) {
        FrameLog.check(!end, "an interim head ends stream " + id);
        interim.add(fields);
        return;
      }
      head = fields;
    } else {
      FrameLog.check(end, "trailers do not end stream " + id);
      FrameLog.check(!fields.getFirst().startsWith(":"), "a pseudo-header field in trailers");
      trailers = fields;
    }
    ended = end;
    checkLength();
  }

  void data(WireFrame frame, int initialWindow) {
    FrameLog.check(!head.isEmpty(), "DATA before the head of stream " + id);
    FrameLog.check(!ended && resetCode == null, "DATA behind the end of stream " + id);
    content.writeBytes(frame.payload());
    FrameLog.check(
        frame.payload().length == 0 || content.size() <= initialWindow + allowed,
        "DATA beyond the window of stream " + id);
    ended = frame.has(FrameType.END_STREAM);
    checkLength();
  }

  private void checkLength() {
    String length = field("content-length");
    boolean counts = ended && length != null && content.size() > 0;
    FrameLog.check(
        !counts || Long.toString(content.size()).equals(length),
        "a body of " + content.size() + " bytes, announced as " + length);
  }

  /// Behind its end, a stream may be reset to stop the client's request.
  void reset(String code) {
    FrameLog.check(resetCode == null || gaveUp, "stream " + id + " is reset twice");
    resetCode = code;
  }
}
