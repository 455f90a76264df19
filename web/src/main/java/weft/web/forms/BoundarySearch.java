package weft.web.forms;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import weft.hub.memory.HotPath;

/// Looks for a boundary in content, RFC 2046 §5.1.1: `CRLF "--" boundary`.
///
/// Horspool's skips: most looks at a byte skip the length of the boundary. Candidates are compared
/// from their front, and since CR is nowhere but in front, a compared byte is never the beginning
/// of another candidate: whatever the boundary and the content, no byte is looked at more than
/// three times.
///
/// Immutable.
final class BoundarySearch {
  private final byte[] delimiter;

  /// How far a look at a byte lets us skip; 0 for the last byte of the delimiter.
  private final int[] skips = new int[256];

  /// How far to skip from a candidate that was none.
  private final int lastSkip;

  BoundarySearch(String boundary) {
    delimiter = ("\r\n--" + boundary).getBytes(US_ASCII);
    int last = delimiter.length - 1;
    Arrays.fill(skips, delimiter.length);
    for (int index = 0; index < last; index++) {
      skips[delimiter[index] & 0xff] = last - index;
    }
    lastSkip = skips[delimiter[last] & 0xff];
    skips[delimiter[last] & 0xff] = 0;
  }

  /// Bytes of the delimiter, its line break included.
  int length() {
    return delimiter.length;
  }

  /// Where the delimiter begins, or may begin with what is there.
  ///
  /// @return `to` when it does not even begin
  @HotPath
  int find(byte[] bytes, int from, int to) {
    int length = delimiter.length;
    int at = from;
    while (at <= to - length) {
      int skip = skips[bytes[at + length - 1] & 0xff];
      if (skip == 0) {
        int same = matched(bytes, at, length);
        if (same == length) {
          return at;
        }
        skip = Math.max(lastSkip, same);
      }
      at += skip;
    }
    // Fewer bytes are left than a delimiter has; a compared byte is still no CR.
    while (at < to) {
      int same = matched(bytes, at, to - at);
      if (same == to - at) {
        return at;
      }
      at += Math.max(same, 1);
    }
    return to;
  }

  /// Whether the delimiter without its line break is there.
  ///
  /// @return 1 for yes, 0 for no, -1 when too few bytes are there to say
  int atLineStart(byte[] bytes, int from, int to) {
    int length = Math.min(delimiter.length - 2, to - from);
    for (int index = 0; index < length; index++) {
      if (bytes[from + index] != delimiter[index + 2]) {
        return 0;
      }
    }
    return length == delimiter.length - 2 ? 1 : -1;
  }

  /// How many bytes agree with the delimiter, at most `most`.
  @HotPath
  int matched(byte[] bytes, int at, int most) {
    for (int index = 0; index < most; index++) {
      if (bytes[at + index] != delimiter[index]) {
        return index;
      }
    }
    return most;
  }
}
