package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.HttpLimits;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Parses the head of a request where it was received: request line and field lines as slices.
///
/// Incremental: a head may come in any pieces, and may lie elsewhere each time as long as its first
/// byte is where parsing begins. Offsets count from there.
public final class HeadParser {
  /// The head is not complete.
  public static final int NEED_MORE = 0;

  /// The head is broken; [#fault] says how.
  public static final int FAILED = -1;

  private final RequestLine line = new RequestLine();
  private final Framing framing = Framing.ofRequests();
  private final FieldTable table;
  private final FieldSection section;
  private final int requestLineBytesMax;
  private final int headBytesMax;

  private int lineStart;
  private boolean lineDone;
  private @Nullable Http1Fault fault;

  /// Makes a parser.
  ///
  /// @param table filled with the fields, cleared by [#start]
  public HeadParser(HttpLimits limits, FieldTable table) {
    this.table = table;
    section = new FieldSection(table, framing, limits.fieldCountMax());
    requestLineBytesMax = limits.requestLineBytesMax();
    headBytesMax = limits.headBytesMax();
    start();
  }

  /// Begins a new head.
  @HotPath
  public void start() {
    table.clear();
    framing.clear();
    line.start();
    lineStart = 0;
    lineDone = false;
    fault = null;
  }

  /// Parses as far as the bytes go.
  ///
  /// @param address of the first byte of the head; eight bytes behind the last one are overwritten,
  ///   and 64 may be read
  /// @param length bytes received so far, at least as many as in the call before
  /// @return bytes of the complete head, [#NEED_MORE], or [#FAILED]
  @HotPath
  public int parse(long address, int length) {
    Memory.putLong(address + length, 0);
    if (!lineDone) {
      int result = requestLine(address, length);
      if (result <= 0) {
        return result;
      }
    }
    int result = section.parse(address, length);
    if (result > 0) {
      return result > headBytesMax ? fail(Http1Fault.HEAD_TOO_LARGE) : judge(result);
    }
    if (result == FAILED) {
      fault = section.fault;
      return FAILED;
    }
    return length >= headBytesMax ? fail(Http1Fault.HEAD_TOO_LARGE) : NEED_MORE;
  }

  /// Says of a head what parsing it once has told.
  @HotPath
  void recall(KnownHead head) {
    line.methodId = head.methodId;
    line.minorVersion = 1;
    framing.keepAlive = true;
    framing.contentLength = head.contentLength;
  }

  @HotPath
  private int requestLine(long address, int length) {
    if (lineStart == 0 && Memory.getByte(address) == '\r' && !skipEmptyLine(address, length)) {
      return fault == null ? NEED_MORE : FAILED;
    }
    int result = line.parse(address, lineStart, length);
    if (result == FAILED) {
      fault = line.fault;
      return FAILED;
    }
    if (result == NEED_MORE) {
      return lineIncomplete(length);
    }
    if (result - lineStart > requestLineBytesMax) {
      return fail(Http1Fault.REQUEST_LINE_TOO_LONG);
    }
    lineDone = true;
    section.start(result);
    return result;
  }

  private int lineIncomplete(int length) {
    return length - lineStart >= requestLineBytesMax
        ? fail(Http1Fault.REQUEST_LINE_TOO_LONG)
        : NEED_MORE;
  }

  // "a server that is expecting to receive and parse a request-line SHOULD ignore at least one
  // empty
  // line (CRLF) received prior to the request-line."
  // https://www.rfc-editor.org/rfc/rfc9112#section-2.2
  private boolean skipEmptyLine(long address, int length) {
    if (length < 2) {
      return false;
    }
    if (Memory.getByte(address + 1) != '\n') {
      fail(Http1Fault.BARE_CR);
      return false;
    }
    lineStart = 2;
    return true;
  }

  @HotPath
  private int judge(int headLength) {
    Http1Fault broken = framing.judge(line.minorVersion);
    return broken == null ? headLength : fail(broken);
  }

  private int fail(Http1Fault reason) {
    fault = reason;
    return FAILED;
  }

  /// What is wrong, after [#FAILED].
  public @Nullable Http1Fault fault() {
    return fault;
  }

  /// Number of the method, from [weft.http.protocol.Methods].
  @HotPath
  int methodId() {
    return line.methodId;
  }

  /// Where the method begins.
  @HotPath
  int methodOffset() {
    return line.methodOffset;
  }

  /// Bytes of the method.
  @HotPath
  int methodLength() {
    return line.methodLength;
  }

  /// Where the target begins.
  @HotPath
  int targetOffset() {
    return line.targetOffset;
  }

  /// Bytes of the target.
  @HotPath
  int targetLength() {
    return line.targetLength;
  }

  /// 1 for HTTP/1.1, 0 for HTTP/1.0.
  @HotPath
  int minorVersion() {
    return line.minorVersion;
  }

  /// What the fields say about the message.
  @HotPath
  Framing framing() {
    return framing;
  }
}
