package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.Ascii;
import weft.http.protocol.Methods;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The first line of a request: `method SP request-target SP HTTP-version CRLF` (RFC 9112 §3), and
/// nothing looser than that.
///
/// The byte behind the last one received is 0, so scans stop there without counting.
final class RequestLine {
  /// Longest method taken, in bytes.
  private static final int METHOD_BYTES_MAX = 32;

  private static final int GET_SPACE = (int) HttpVersionWord.of("GET ");
  private static final long POST_SPACE = HttpVersionWord.of("POST ");
  private static final long POST_MASK = 0xff_ffff_ffffL;
  private static final int CRLF = '\r' | '\n' << 8;
  private static final int VERSION_BYTES = HttpVersionWord.BYTES;
  private static final long DELETES = Ascii.ONES * 0x7f;
  private static final long AFTER_SPACE = Ascii.ONES * 0x21;

  /// With which a client that takes this for a TLS port begins (RFC 8446 §5.1); no other does.
  private static final byte TLS_HANDSHAKE = 0x16;

  int methodId;
  int methodOffset;
  int methodLength;
  int targetOffset;
  int targetLength;

  /// 0 or 1.
  int minorVersion;

  @Nullable Http1Fault fault;

  /// Up to where the target is known to go on, 0 before it begins.
  private int targetScanned;

  /// Forgets what was seen of a line.
  @HotPath
  void start() {
    // An error is answered by it, before this line has told any.
    methodId = Methods.UNKNOWN;
    targetScanned = 0;
    fault = null;
  }

  /// Parses the line that begins at `from`; called again when more of it has come.
  ///
  /// @param limit bytes received; the byte at `base + limit` is 0
  /// @return offset behind the line, [HeadParser#NEED_MORE], or [HeadParser#FAILED]
  @HotPath
  int parse(long base, int from, int limit) {
    long end = base + limit;
    if (targetScanned == 0) {
      int result = method(base, from, limit);
      if (result <= 0) {
        return result;
      }
      targetOffset = result;
      targetScanned = result;
    }
    long target = base + targetOffset;
    long at = targetEnd(base + targetScanned, end);
    targetScanned = (int) (at - base);
    if (at >= end) {
      return HeadParser.NEED_MORE;
    }
    if (Memory.getByte(at) != ' ' || at == target) {
      return failTargetSlow(at, target);
    }
    targetLength = (int) (at - target);
    long version = at + 1;
    if (version + VERSION_BYTES + 2 > end) {
      return versionIncompleteSlow(version, end);
    }
    long name = Memory.getLong(version);
    if (name == HttpVersionWord.HTTP_1_1) {
      minorVersion = 1;
    } else if (!otherVersionSlow(name)) {
      return HeadParser.FAILED;
    }
    if ((Memory.getShort(version + VERSION_BYTES) & 0xffff) != CRLF) {
      return failLineEndSlow(version + VERSION_BYTES);
    }
    return (int) (version + VERSION_BYTES + 2 - base);
  }

  /// Parses the method and the space behind it.
  ///
  /// @return offset of the target, [HeadParser#NEED_MORE], or [HeadParser#FAILED]
  @HotPath
  private int method(long base, int from, int limit) {
    long start = base + from;
    long word = Memory.getLong(start);
    int length;
    if ((int) word == GET_SPACE) {
      methodId = Methods.GET;
      length = 3;
    } else if ((word & POST_MASK) == POST_SPACE) {
      methodId = Methods.id(word, 4);
      length = 4;
    } else {
      length = methodLengthSlow(start, base + limit);
      if (length <= 0) {
        return length;
      }
      methodId = Methods.id(word, length);
    }
    methodOffset = from;
    methodLength = length;
    return from + length + 1;
  }

  /// The first byte that is no visible ASCII, or an address at or behind `end`.
  @HotPath
  private static long targetEnd(long from, long end) {
    long at = from;
    while (at < end) {
      long word = Memory.getLong(at);
      long deleted = word ^ DELETES;
      long hit =
          (((word - AFTER_SPACE) & ~word) | ((deleted - Ascii.ONES) & ~deleted) | word)
              & Ascii.HIGHS;
      if (hit != 0) {
        return at + (Long.numberOfTrailingZeros(hit) >>> 3);
      }
      at += 8;
    }
    return end;
  }

  /// Bytes of the method, or what parsing answers.
  private int methodLengthSlow(long start, long end) {
    for (long at = start; at < end; at++) {
      byte value = Memory.getByte(at);
      if (!Ascii.isToken(value)) {
        if (value == ' ' && at > start) {
          return (int) (at - start);
        }
        return fail(noMethod(value, at == start));
      }
      if (at - start == METHOD_BYTES_MAX) {
        return fail(Http1Fault.METHOD_TOO_LONG);
      }
    }
    return HeadParser.NEED_MORE;
  }

  private static Http1Fault noMethod(byte value, boolean first) {
    if (first && value == TLS_HANDSHAKE) {
      return Http1Fault.TLS_ON_PLAIN_PORT;
    }
    return value == '\n' ? Http1Fault.BARE_LF : Http1Fault.BAD_METHOD;
  }

  private int failTargetSlow(long at, long target) {
    byte value = Memory.getByte(at);
    if (value == '\n') {
      return fail(Http1Fault.BARE_LF);
    }
    // Either there is no target, or no version behind it (HTTP/0.9).
    boolean incomplete = value == '\r' || at == target;
    return fail(incomplete ? Http1Fault.BAD_REQUEST_LINE : Http1Fault.BAD_TARGET);
  }

  private int versionIncompleteSlow(long version, long end) {
    for (long at = version; at < end; at++) {
      if (Memory.getByte(at) == '\n') {
        return fail(Http1Fault.BAD_VERSION);
      }
    }
    return HeadParser.NEED_MORE;
  }

  private boolean otherVersionSlow(long name) {
    int minor = HttpVersionWord.minor(name);
    if (minor < 0) {
      fail(
          minor == HttpVersionWord.UNSUPPORTED
              ? Http1Fault.UNSUPPORTED_VERSION
              : Http1Fault.BAD_VERSION);
      return false;
    }
    minorVersion = minor;
    return true;
  }

  private int failLineEndSlow(long at) {
    byte value = Memory.getByte(at);
    if (value == '\n') {
      return fail(Http1Fault.BARE_LF);
    }
    return fail(value == '\r' ? Http1Fault.BARE_CR : Http1Fault.BAD_VERSION);
  }

  private int fail(Http1Fault reason) {
    fault = reason;
    return HeadParser.FAILED;
  }
}
