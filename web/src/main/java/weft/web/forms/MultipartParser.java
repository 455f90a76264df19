package weft.web.forms;

import weft.hub.memory.HotPath;

/// A multipart body as a machine without I/O: bytes in, events out. RFC 2046 §5.1.1.
///
/// ```
///   START ──boundary──> DELIMITER ──line end──> HEAD ──empty line──> FIRST ──no boundary──> CONTENT
///     │                   ^     └──"--"──> EPILOGUE                    │                      │
///     └──> PREAMBLE ──────┴────────────────────────────────────────────┴──────────────────────┘
/// ```
///
/// The caller shows it bytes again as long as they are not [#consumed], with more behind them, so
/// no half boundary or half line is kept here. Never asks for more than [#NEED_MAX] bytes at once.
final class MultipartParser {
  /// Most bytes that must be shown together: the longest line of a head, and what ends it.
  static final int NEED_MAX = 32_768 + 2;

  /// Blanks that may stand behind a boundary; "transport padding", of which composers add none.
  private static final int PADDING_MAX = 128;

  /// What the bytes say.
  enum Event {
    /// Nothing yet: more bytes are needed behind those that are not consumed.
    MORE,

    /// The head of a part is complete: [#head].
    PART,

    /// Content of the part: [#contentStart] to [#contentEnd], which counts as consumed.
    CONTENT,

    /// The part is complete.
    PART_END,

    /// The last boundary was there; whatever follows is consumed and means nothing.
    END
  }

  private enum State {
    START,
    PREAMBLE,
    DELIMITER,
    HEAD,
    FIRST,
    CONTENT,
    EPILOGUE
  }

  private final BoundarySearch search;
  private final MultipartLimits limits;
  private State state = State.START;
  private int consumed;
  private int contentStart;
  private int contentEnd;
  private PartHead head = new PartHead();
  private int parts;
  private int headBytes;
  private long partBytes;

  /// Bytes of a head's line that were looked through for its end.
  private int lineSearched;

  MultipartParser(String boundary, MultipartLimits limits) {
    this.search = new BoundarySearch(boundary);
    this.limits = limits;
  }

  /// Reads on.
  ///
  /// @throws FormError when the bytes are no multipart, or pass a limit; it is then not to be used
  ///   any more
  Event next(byte[] bytes, int from, int to) {
    int at = from;
    while (true) {
      Event event =
          switch (state) {
            case START -> start(bytes, at, to);
            case PREAMBLE -> preamble(bytes, at, to);
            case DELIMITER -> delimiter(bytes, at, to);
            case HEAD -> headLine(bytes, at, to);
            case FIRST -> first(bytes, at, to);
            case CONTENT -> content(bytes, at, to);
            case EPILOGUE -> used(to - at, Event.MORE);
          };
      at += consumed;
      // A step that needs nothing more and has nothing to say leaves the word to its next state.
      if (event != Event.MORE || consumed == 0 || at == to) {
        consumed = at - from;
        return event;
      }
    }
  }

  /// Bytes of the latest [#next] that need not be shown again.
  int consumed() {
    return consumed;
  }

  /// Where content begins in the bytes of the latest [#next].
  int contentStart() {
    return contentStart;
  }

  /// Where content ends.
  int contentEnd() {
    return contentEnd;
  }

  /// The head of the part, made anew for each.
  PartHead head() {
    return head;
  }

  /// Whether the last boundary has been there, so that the body may end.
  boolean isEnded() {
    return state == State.EPILOGUE;
  }

  private Event used(int count, Event event) {
    consumed = count;
    return event;
  }

  private Event start(byte[] bytes, int from, int to) {
    return switch (search.atLineStart(bytes, from, to)) {
      case 1 -> {
        state = State.DELIMITER;
        yield used(search.length() - 2, Event.MORE);
      }
      case 0 -> {
        state = State.PREAMBLE;
        yield preamble(bytes, from, to);
      }
      default -> used(0, Event.MORE);
    };
  }

  private Event preamble(byte[] bytes, int from, int to) {
    int found = search.find(bytes, from, to);
    if (found <= to - search.length()) {
      state = State.DELIMITER;
      return used(found + search.length() - from, Event.MORE);
    }
    return used(found - from, Event.MORE);
  }

  /// Behind a boundary: the end, or a line break in front of a head.
  private Event delimiter(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    if (at - from > PADDING_MAX) {
      throw FormFault.DELIMITER.error("a boundary has too many blanks behind it");
    }
    if (to - at < 2) {
      return used(0, Event.MORE);
    }
    if (at == from && bytes[at] == '-' && bytes[at + 1] == '-') {
      state = State.EPILOGUE;
      return used(2, Event.END);
    }
    if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
      throw FormFault.DELIMITER.error("a boundary is not followed by a line break or --");
    }
    if (parts == limits.partsMax()) {
      throw FormFault.PARTS.error("the form has more than " + parts + " parts");
    }
    parts++;
    state = State.HEAD;
    head = new PartHead();
    headBytes = 0;
    partBytes = 0;
    lineSearched = 0;
    return used(at + 2 - from, Event.MORE);
  }

  private Event headLine(byte[] bytes, int from, int to) {
    int end = from + lineSearched;
    while (end < to && bytes[end] != '\n') {
      end++;
    }
    int length = Math.min(end + 1, to) - from;
    if (headBytes + length > limits.headerBytesMax()) {
      throw FormFault.HEADER_BYTES.error(
          "the head of a part is larger than " + limits.headerBytesMax() + " bytes");
    }
    if (end == to) {
      lineSearched = length;
      return used(0, Event.MORE);
    }
    if (end == from || bytes[end - 1] != '\r') {
      throw FormFault.HEADER.error("a line in the head of a part ends without CR");
    }
    lineSearched = 0;
    headBytes += length;
    if (length > 2) {
      if (head.size() == limits.headersMax()) {
        throw FormFault.HEADERS.error(
            "the head of a part has more than " + limits.headersMax() + " fields");
      }
      head.add(bytes, from, end - 1);
      return used(length, Event.MORE);
    }
    head.finish();
    state = State.FIRST;
    return used(length, Event.PART);
  }

  /// "Lines in a body-part must not start with the specified dash-boundary": so a part whose
  /// content begins with one is empty, its line break being that of the empty line.
  private Event first(byte[] bytes, int from, int to) {
    return switch (search.atLineStart(bytes, from, to)) {
      case 1 -> {
        state = State.DELIMITER;
        yield used(search.length() - 2, Event.PART_END);
      }
      case 0 -> {
        state = State.CONTENT;
        yield content(bytes, from, to);
      }
      default -> used(0, Event.MORE);
    };
  }

  @HotPath
  private Event content(byte[] bytes, int from, int to) {
    int found = search.find(bytes, from, to);
    if (found == from) {
      return atDelimiter(from, to);
    }
    contentStart = from;
    contentEnd = found;
    partBytes += found - from;
    if (partBytes > limits.partBytesMax()) {
      throw tooLargeSlow();
    }
    return used(found - from, Event.CONTENT);
  }

  private Event atDelimiter(int from, int to) {
    if (to - from < search.length()) {
      return used(0, Event.MORE);
    }
    state = State.DELIMITER;
    return used(search.length(), Event.PART_END);
  }

  private FormError tooLargeSlow() {
    return FormFault.PART_BYTES.error("a part is larger than " + limits.partBytesMax() + " bytes");
  }
}
