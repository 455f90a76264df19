package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.Status;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Parses the head of a response where it was received: status line and field lines as slices. The
/// twin of [HeadParser], and incremental as it is.
final class ResponseHeadParser {
  private final StatusLine line = new StatusLine();
  private final Framing framing = Framing.ofResponses();
  private final FieldTable table;
  private final FieldSection section;
  private final int headBytesMax;

  private boolean toHead;
  private boolean toConnect;

  /// Whether the request asks for another protocol, which 101 agrees to.
  private boolean upgrades;

  private boolean lineDone;
  private @Nullable Http1Fault fault;

  /// Makes a parser.
  ///
  /// @param headBytesMax bytes of a head
  /// @param fieldCountMax fields of a head
  /// @param table filled with the fields, cleared by [#start]
  ResponseHeadParser(int headBytesMax, int fieldCountMax, FieldTable table) {
    this.headBytesMax = headBytesMax;
    this.table = table;
    section = new FieldSection(table, framing, fieldCountMax);
    start("");
  }

  /// Begins with the responses to a request.
  ///
  /// @param method of the request, on which the framing depends
  @HotPath
  void start(String method) {
    toHead = method.equals("HEAD");
    toConnect = method.equals("CONNECT");
    upgrades = false;
    startNext();
  }

  /// Begins with the next response to the same request: the last one was an interim one.
  @HotPath
  void startNext() {
    table.clear();
    framing.clear();
    line.start();
    lineDone = false;
    fault = null;
  }

  /// Parses as far as the bytes go.
  ///
  /// @param address of the first byte of the head; eight bytes behind the last one are overwritten,
  ///   and 64 may be read
  /// @param length bytes received so far, at least as many as in the call before
  /// @return bytes of the complete head, [HeadParser#NEED_MORE], or [HeadParser#FAILED]
  @HotPath
  int parse(long address, int length) {
    Memory.putLong(address + length, 0);
    if (!lineDone) {
      int result = line.parse(address, length);
      if (result == HeadParser.FAILED) {
        return fail(line.fault);
      }
      if (result == HeadParser.NEED_MORE) {
        return incomplete(length);
      }
      lineDone = true;
      section.start(result);
    }
    int result = section.parse(address, length);
    if (result > 0) {
      return result > headBytesMax ? fail(Http1Fault.HEAD_TOO_LARGE) : judge(result);
    }
    return result == HeadParser.FAILED ? fail(section.fault) : incomplete(length);
  }

  private int incomplete(int length) {
    return length >= headBytesMax ? fail(Http1Fault.HEAD_TOO_LARGE) : HeadParser.NEED_MORE;
  }

  @HotPath
  private int judge(int headLength) {
    // "A client MUST ignore any Content-Length or Transfer-Encoding header fields received in a
    // successful response to CONNECT." https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6
    if (isTunnel()) {
      return headLength;
    }
    Http1Fault broken = framing.judgeResponse(line.minorVersion, isBodiless());
    return broken == null ? headLength : fail(broken);
  }

  private int fail(@Nullable Http1Fault reason) {
    fault = reason;
    return HeadParser.FAILED;
  }

  /// The request asks for another protocol.
  void expectUpgrade() {
    upgrades = true;
  }

  /// What is wrong, after [HeadParser#FAILED].
  @Nullable Http1Fault fault() {
    return fault;
  }

  /// 100 to 999.
  @HotPath
  int status() {
    return line.status;
  }

  /// Whether another response to the same request follows (RFC 9110 §15.2).
  @HotPath
  boolean isInterim() {
    return line.status < 200 && !isTunnel();
  }

  /// Whether the connection is a tunnel from here on.
  @HotPath
  boolean isTunnel() {
    return upgrades
        ? line.status == Status.SWITCHING_PROTOCOLS
        : toConnect && line.status >= 200 && line.status < 300;
  }

  /// "Any response to a HEAD request and any response with a 1xx (Informational), 204 (No Content),
  /// or 304 (Not Modified) status code is always terminated by the first empty line after the
  /// header fields, regardless of the header fields present in the message".
  /// https://www.rfc-editor.org/rfc/rfc9112#section-6.3
  @HotPath
  boolean isBodiless() {
    return toHead || Status.isBodiless(line.status);
  }

  /// What the fields say about the message.
  @HotPath
  Framing framing() {
    return framing;
  }
}
