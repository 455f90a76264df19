package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.Ascii;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Finds the data in a chunked body (RFC 9112 §7.1) where it lies; copies nothing.
///
/// ```
///   SIZE ── extension ── CRLF ── DATA ── CRLF ─┐      size 0:  CRLF ── END
///    ^─────────────────────────────────────────┘                └── TRAILERS
/// ```
///
/// Strict: hexadecimal digits, extensions by their grammar and without white space around them (RFC
/// 9112 §7.1.1 wants it gone; we refuse it, as other readers do), CRLF and nothing else. The bytes
/// of extensions are limited in all, so that they cannot be a flood of their own.
final class ChunkedDecoder {
  /// Digits of a chunk size, leading zeros included.
  private static final int SIZE_DIGITS_MAX = 15;

  /// Bytes of extensions in one body.
  static final int EXTENSION_BYTES_MAX = 4096;

  private enum State {
    SIZE_FIRST,
    SIZE,
    EXTENSION_NAME_FIRST,
    EXTENSION_NAME,
    EXTENSION_VALUE_FIRST,
    EXTENSION_VALUE,
    EXTENSION_QUOTED,
    EXTENSION_ESCAPED,
    EXTENSION_QUOTED_END,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    LAST,
    LAST_LF,
    TRAILERS,
    END
  }

  private State state = State.SIZE_FIRST;
  private long remaining;
  private int digits;
  private int extensionBytes;
  private @Nullable Http1Fault fault;

  /// Begins a new body.
  @HotPath
  void start() {
    state = State.SIZE_FIRST;
    remaining = 0;
    digits = 0;
    extensionBytes = 0;
    fault = null;
  }

  /// Consumes framing up to data, the end, a trailer section, or the end of the bytes.
  ///
  /// @return bytes consumed, or -1 when they are broken; [#fault] says how
  @HotPath
  int frame(long address, int length) {
    int at = 0;
    while (at < length && !isAtPause()) {
      byte value = Memory.getByte(address + at);
      if (state == State.LAST && value != '\r') {
        state = State.TRAILERS;
        return at;
      }
      Http1Fault broken = next(value);
      if (broken != null) {
        fault = broken;
        return -1;
      }
      at++;
    }
    return at;
  }

  /// Bytes of the present chunk that have not been taken.
  @HotPath
  long available() {
    return state == State.DATA ? remaining : 0;
  }

  /// Takes data of the present chunk.
  ///
  /// @param count 1 to [#available]
  @HotPath
  void took(long count) {
    assert count >= 1 && count <= available() : count;
    remaining -= count;
    if (remaining == 0) {
      state = State.DATA_CR;
    }
  }

  /// Whether the next bytes are a trailer section with fields; whoever parses it calls
  /// [#trailersEnded].
  @HotPath
  boolean isAtTrailers() {
    return state == State.TRAILERS;
  }

  /// The trailer section, with its empty line, is behind us.
  void trailersEnded() {
    assert state == State.TRAILERS;
    state = State.END;
  }

  /// Whether the body is over.
  @HotPath
  boolean isEnded() {
    return state == State.END;
  }

  /// Whether the body ends within these bytes, which are not consumed. With a trailer section that
  /// is not found out: false.
  boolean endsWithin(long address, int length) {
    ChunkedDecoder ahead = new ChunkedDecoder();
    ahead.state = state;
    ahead.remaining = remaining;
    ahead.digits = digits;
    ahead.extensionBytes = extensionBytes;
    int at = 0;
    while (at < length && !ahead.isEnded()) {
      int count = (int) Math.min(ahead.available(), length - at);
      if (count > 0) {
        ahead.took(count);
      } else {
        count = ahead.frame(address + at, length - at);
      }
      if (count <= 0) {
        return false;
      }
      at += count;
    }
    return ahead.isEnded();
  }

  /// What is wrong, after [#frame] answered -1.
  @Nullable Http1Fault fault() {
    return fault;
  }

  @HotPath
  private boolean isAtPause() {
    return state == State.DATA || state == State.TRAILERS || state == State.END;
  }

  @HotPath
  private @Nullable Http1Fault next(byte value) {
    return switch (state) {
      case SIZE_FIRST, SIZE -> size(value);
      case SIZE_LF -> sizeLineFeed(value);
      case DATA_CR -> expect(value, '\r', State.DATA_LF, Http1Fault.BAD_CHUNK_END);
      case DATA_LF -> expect(value, '\n', State.SIZE_FIRST, Http1Fault.BAD_CHUNK_END);
      case LAST -> expect(value, '\r', State.LAST_LF, Http1Fault.BARE_CR);
      case LAST_LF -> expect(value, '\n', State.END, Http1Fault.BARE_CR);
      case EXTENSION_NAME_FIRST,
          EXTENSION_NAME,
          EXTENSION_VALUE_FIRST,
          EXTENSION_VALUE,
          EXTENSION_QUOTED,
          EXTENSION_ESCAPED,
          EXTENSION_QUOTED_END ->
          extension(value);
      case DATA, TRAILERS, END -> throw new IllegalStateException("not framing");
    };
  }

  @HotPath
  private @Nullable Http1Fault size(byte value) {
    int digit = Ascii.hex(value);
    if (digit >= 0) {
      if (state == State.SIZE_FIRST) {
        digits = 0;
        remaining = 0;
        state = State.SIZE;
      }
      if (++digits > SIZE_DIGITS_MAX) {
        return Http1Fault.CHUNK_TOO_LARGE;
      }
      remaining = remaining << 4 | digit;
      return null;
    }
    if (state == State.SIZE_FIRST) {
      return Http1Fault.BAD_CHUNK_SIZE;
    }
    return sizeEnd(value, Http1Fault.BAD_CHUNK_SIZE);
  }

  /// CR ends the line, a semicolon begins an extension.
  @HotPath
  private @Nullable Http1Fault sizeEnd(byte value, Http1Fault otherwise) {
    if (value == '\r') {
      state = State.SIZE_LF;
      return null;
    }
    if (value == ';') {
      state = State.EXTENSION_NAME_FIRST;
      return null;
    }
    return value == '\n' ? Http1Fault.BARE_LF : otherwise;
  }

  @HotPath
  private @Nullable Http1Fault sizeLineFeed(byte value) {
    return expect(value, '\n', remaining == 0 ? State.LAST : State.DATA, Http1Fault.BARE_CR);
  }

  @HotPath
  private @Nullable Http1Fault expect(
      byte value, char wanted, State following, Http1Fault otherwise) {
    if (value != wanted) {
      return otherwise;
    }
    state = following;
    return null;
  }

  /// `";" token [ "=" ( token / quoted-string ) ]`.
  private @Nullable Http1Fault extension(byte value) {
    if (++extensionBytes > EXTENSION_BYTES_MAX) {
      return Http1Fault.CHUNK_EXTENSIONS_TOO_LARGE;
    }
    boolean token = Ascii.isToken(value);
    switch (state) {
      case EXTENSION_NAME_FIRST -> {
        return advance(token, State.EXTENSION_NAME);
      }
      case EXTENSION_NAME -> {
        if (token) {
          return null;
        }
        if (value == '=') {
          state = State.EXTENSION_VALUE_FIRST;
          return null;
        }
      }
      case EXTENSION_VALUE_FIRST -> {
        return value == '"'
            ? advance(true, State.EXTENSION_QUOTED)
            : advance(token, State.EXTENSION_VALUE);
      }
      case EXTENSION_VALUE -> {
        if (token) {
          return null;
        }
      }
      case EXTENSION_QUOTED -> {
        return quoted(value);
      }
      case EXTENSION_ESCAPED -> {
        return advance(isText(value), State.EXTENSION_QUOTED);
      }
      default -> {}
    }
    return sizeEnd(value, Http1Fault.BAD_CHUNK_EXTENSION);
  }

  private @Nullable Http1Fault quoted(byte value) {
    if (value == '"') {
      return advance(true, State.EXTENSION_QUOTED_END);
    }
    return advance(isText(value), value == '\\' ? State.EXTENSION_ESCAPED : State.EXTENSION_QUOTED);
  }

  private @Nullable Http1Fault advance(boolean legal, State following) {
    if (!legal) {
      return Http1Fault.BAD_CHUNK_EXTENSION;
    }
    state = following;
    return null;
  }

  private static boolean isText(byte value) {
    return value == '\t' || (value >= ' ' && value != 0x7f) || value < 0;
  }
}
