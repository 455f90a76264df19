package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.Ascii;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The first line of a response: `HTTP-version SP status-code SP [ reason-phrase ] CRLF` (RFC 9112
/// §4), and nothing looser than that. The reason is passed over: "A client SHOULD ignore the
/// reason-phrase content".
final class StatusLine {
  /// Up to the space behind the status.
  private static final int START_BYTES = 13;

  private static final int STATUS_OFFSET = 9;
  private static final int CRLF = '\r' | '\n' << 8;

  /// 100 to 999.
  int status;

  /// 0 or 1.
  int minorVersion;

  @Nullable Http1Fault fault;

  /// Up to where the reason is known to go on, 0 before it begins.
  private int scanned;

  /// Forgets what was seen of a line.
  @HotPath
  void start() {
    scanned = 0;
    fault = null;
  }

  /// Parses the line that begins at `base`; called again when more of it has come.
  ///
  /// @param limit bytes received
  /// @return offset behind the line, [HeadParser#NEED_MORE], or [HeadParser#FAILED]
  @HotPath
  int parse(long base, int limit) {
    if (scanned == 0) {
      if (limit < START_BYTES || !isUsual(base)) {
        int result = startSlow(base, Math.min(limit, START_BYTES));
        if (result <= 0) {
          return result;
        }
      }
      scanned = START_BYTES;
    }
    long end = base + limit;
    long stop = Math.min(Ascii.control(base + scanned, end), end);
    if (stop + 1 >= end) {
      scanned = (int) (stop - base);
      return stop < end && Memory.getByte(stop) != '\r' ? failEndSlow(stop) : HeadParser.NEED_MORE;
    }
    if ((Memory.getShort(stop) & 0xffff) != CRLF) {
      return failEndSlow(stop);
    }
    return (int) (stop + 2 - base);
  }

  /// Takes `HTTP/1.1`, a status and the spaces behind both, if that is what stands there.
  @HotPath
  private boolean isUsual(long base) {
    int hundreds = Memory.getByte(base + STATUS_OFFSET) - '0';
    int tens = Memory.getByte(base + STATUS_OFFSET + 1) - '0';
    int ones = Memory.getByte(base + STATUS_OFFSET + 2) - '0';
    minorVersion = 1;
    status = 100 * hundreds + 10 * tens + ones;
    return Memory.getLong(base) == HttpVersionWord.HTTP_1_1
        && Memory.getByte(base + HttpVersionWord.BYTES) == ' '
        && (hundreds >= 1 && hundreds <= 9)
        && (tens >= 0 && tens <= 9)
        && (ones >= 0 && ones <= 9)
        && Memory.getByte(base + STATUS_OFFSET + 3) == ' ';
  }

  /// Looks at what there is byte by byte, so that a fault does not depend on how much has come.
  private int startSlow(long base, int count) {
    status = 0;
    for (int index = 0; index < count; index++) {
      byte value = Memory.getByte(base + index);
      Http1Fault broken =
          switch (index) {
            case 8, 12 -> value == ' ' ? null : Http1Fault.BAD_STATUS_LINE;
            case 9, 10, 11 -> digit(value);
            default -> version(base, index, value);
          };
      if (broken != null) {
        return fail(broken);
      }
    }
    return count < START_BYTES ? HeadParser.NEED_MORE : count;
  }

  private @Nullable Http1Fault version(long base, int index, byte value) {
    if (!HttpVersionWord.isByte(index, value)) {
      return Http1Fault.BAD_VERSION;
    }
    if (index == HttpVersionWord.BYTES - 1) {
      long word = Memory.getLong(base);
      minorVersion = word == HttpVersionWord.HTTP_1_1 ? 1 : HttpVersionWord.minor(word);
      return minorVersion < 0 ? Http1Fault.UNSUPPORTED_VERSION : null;
    }
    return null;
  }

  private @Nullable Http1Fault digit(byte value) {
    if (!Ascii.isDigit(value) || (status == 0 && value == '0')) {
      return Http1Fault.BAD_STATUS;
    }
    status = 10 * status + value - '0';
    return null;
  }

  private int failEndSlow(long stop) {
    return fail(
        switch (Memory.getByte(stop)) {
          case '\r' -> Http1Fault.BARE_CR;
          case '\n' -> Http1Fault.BARE_LF;
          default -> Http1Fault.BAD_STATUS_LINE;
        });
  }

  private int fail(Http1Fault reason) {
    fault = reason;
    return HeadParser.FAILED;
  }
}
