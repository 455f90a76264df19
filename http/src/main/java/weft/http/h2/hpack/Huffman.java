package weft.http.h2.hpack;

import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The Huffman code of RFC 7541 appendix B.
///
/// The code is canonical: codes of one length count up in the order of their symbols, and the first
/// of a length follows from the last of the shorter ones. So the lengths say everything.
final class Huffman {
  /// The input is not in the code, ends in the middle, or is padded with more than it may be.
  static final int MALFORMED = -1;

  /// The output does not fit.
  static final int TOO_LONG = -2;

  private static final int SYMBOLS = 257;
  private static final int LENGTH_MAX = 30;

  /// Bits of the code of each byte, and of the end-of-string symbol.
  private static final byte[] LENGTHS = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, //
    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, //
    6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, //
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, //
    13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, //
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, //
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, //
    6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, //
    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, //
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, //
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, //
    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, //
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, //
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, //
    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, //
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, //
    30,
  };

  private static final int[] CODES = new int[SYMBOLS];

  /// Symbols in the order of their codes.
  private static final short[] ORDERED = new short[SYMBOLS];

  /// For each length, the first code behind those of that length, left-aligned in 32 bits;
  /// unsigned.
  private static final int[] LIMITS = new int[LENGTH_MAX + 1];

  /// For each length, its first code.
  private static final int[] FIRST_CODES = new int[LENGTH_MAX + 1];

  /// For each length, the place of its first code's symbol in the order.
  private static final int[] FIRST_PLACES = new int[LENGTH_MAX + 1];

  /// A decoded long code is `symbol << 6 | length`.
  private static final int SYMBOL_SHIFT = 6;

  private static final int LENGTH_MASK = 63;

  private static final int END_OF_STRING = 256;

  /// Codes of up to twelve bits are found at once, two where both fit.
  private static final int FAST_BITS = 12;

  /// For each start, what it decodes to: in the low half the bits of all its codes, how many bytes
  /// they make, the bits of the first code; in the high half the bytes. 0 where the code is longer.
  private static final int[] FAST = new int[1 << FAST_BITS];

  private static final int COUNT_SHIFT = 6;
  private static final int COUNT_MASK = 3;
  private static final int FIRST_LENGTH_SHIFT = 8;
  private static final int BYTES_SHIFT = 16;

  /// More bytes than 64 bits decode to, with the one that is written beyond them.
  private static final int DECODED_MAX = 16;

  static {
    int code = 0;
    int place = 0;
    for (int length = 1; length <= LENGTH_MAX; length++) {
      FIRST_CODES[length] = code;
      FIRST_PLACES[length] = place;
      for (int symbol = 0; symbol < SYMBOLS; symbol++) {
        if (LENGTHS[symbol] == length) {
          CODES[symbol] = code++;
          ORDERED[place++] = (short) symbol;
          fillFast(symbol, length);
        }
      }
      LIMITS[length] = code << (32 - length);
      code <<= 1;
    }
    fillSecond();
  }

  private Huffman() {}

  private static void fillFast(int symbol, int length) {
    if (length <= FAST_BITS) {
      int shift = FAST_BITS - length;
      for (int rest = 0; rest < 1 << shift; rest++) {
        FAST[CODES[symbol] << shift | rest] =
            symbol << BYTES_SHIFT | length << FIRST_LENGTH_SHIFT | 1 << COUNT_SHIFT | length;
      }
    }
  }

  /// Adds the second code where there is one: what stands behind the first, with zeros for the bits
  /// that are not known, which must not be part of it.
  private static void fillSecond() {
    int[] single = FAST.clone();
    for (int start = 0; start < single.length; start++) {
      int first = single[start];
      int firstLength = first & LENGTH_MASK;
      int second = single[start << firstLength & (single.length - 1)];
      int length = firstLength + (second & LENGTH_MASK);
      if (first != 0 && second != 0 && length <= FAST_BITS) {
        FAST[start] =
            second >>> BYTES_SHIFT << (BYTES_SHIFT + 8)
                | first >>> BYTES_SHIFT << BYTES_SHIFT
                | firstLength << FIRST_LENGTH_SHIFT
                | 2 << COUNT_SHIFT
                | length;
      }
    }
  }

  /// Decodes a string. May read eight bytes behind it.
  ///
  /// As long as there are bits for the longest code and room for what eight bytes can hold, neither
  /// is looked at for each byte.
  ///
  /// @param room bytes the output may have
  /// @return bytes of the output, [#MALFORMED] or [#TOO_LONG]
  @HotPath
  static int decode(long source, int length, long target, int room) {
    long from = source;
    long end = source + length;
    long bits = 0;
    int count = 0;
    int written = 0;
    while (true) {
      int taken = (int) Math.min((64 - count) >>> 3, end - from);
      if (taken > 0) {
        long word = Long.reverseBytes(Memory.getLong(from)) & -1L << (64 - 8 * taken);
        bits |= word >>> count;
        count += 8 * taken;
        from += taken;
      }
      if (count < LENGTH_MAX || room - written < DECODED_MAX) {
        return decodeRest(from, end, bits, count, target, written, room);
      }
      do {
        int found = FAST[(int) (bits >>> (64 - FAST_BITS))];
        if (found != 0) {
          Memory.putShort(target + written, (short) (found >>> BYTES_SHIFT));
          written += found >>> COUNT_SHIFT & COUNT_MASK;
        } else {
          if (count < LENGTH_MAX) {
            break;
          }
          found = decodeLong((int) (bits >>> 32));
          if (found >> SYMBOL_SHIFT == END_OF_STRING) {
            return MALFORMED;
          }
          Memory.putByte(target + written++, (byte) (found >> SYMBOL_SHIFT));
        }
        // A shift by what was found is one by its low six bits.
        bits <<= found;
        count -= found & LENGTH_MASK;
      } while (count >= FAST_BITS);
    }
  }

  /// Decodes the end of a string, or one that fills its room.
  ///
  /// @param read bits that were read, from the left, zeros behind them
  /// @param readCount how many
  /// @param already bytes decoded before
  @HotPath
  private static int decodeRest(
      long source, long end, long read, int readCount, long target, int already, int room) {
    long from = source;
    long bits = read;
    int count = readCount;
    int written = already;
    while (true) {
      while (count <= 56 && from < end) {
        bits |= (Memory.getByte(from++) & 0xffL) << (56 - count);
        count += 8;
      }
      if (count == 0) {
        return written;
      }
      // Behind the end stand ones, with which no code of a byte begins that is not longer.
      long padded = count < 64 ? bits | -1L >>> count : bits;
      int found = firstOf((int) (padded >>> 32));
      int used = found & LENGTH_MASK;
      if (used > count) {
        return isPadding(bits, count) ? written : MALFORMED;
      }
      int symbol = found >> SYMBOL_SHIFT;
      if (symbol == END_OF_STRING) {
        return MALFORMED;
      }
      if (written == room) {
        return TOO_LONG;
      }
      Memory.putByte(target + written++, (byte) symbol);
      bits <<= used;
      count -= used;
    }
  }

  /// The code at the front of 32 bits.
  @HotPath
  private static int firstOf(int window) {
    int found = FAST[window >>> (32 - FAST_BITS)];
    if (found == 0) {
      return decodeLong(window);
    }
    int symbol = found >>> BYTES_SHIFT & 0xff;
    int length = found >>> FIRST_LENGTH_SHIFT & LENGTH_MASK;
    return symbol << SYMBOL_SHIFT | length;
  }

  /// The code at the front of 32 bits that is too long for the table.
  @HotPath
  private static int decodeLong(int window) {
    int length = FAST_BITS + 1;
    while (length < LENGTH_MAX && Integer.compareUnsigned(window, LIMITS[length]) >= 0) {
      length++;
    }
    int place = FIRST_PLACES[length] + (window >>> (32 - length)) - FIRST_CODES[length];
    return ORDERED[place] << SYMBOL_SHIFT | length;
  }

  /// "A padding strictly longer than 7 bits MUST be treated as a decoding error. A padding not
  /// corresponding to the most significant bits of the code for the EOS symbol MUST be treated as a
  /// decoding error." https://www.rfc-editor.org/rfc/rfc7541#section-5.2
  @HotPath
  private static boolean isPadding(long bits, int count) {
    return count < 8 && bits >>> (64 - count) == (1L << count) - 1;
  }

  /// Bytes a string takes in the code.
  @HotPath
  static int encodedLength(byte[] text, int length) {
    long bits = 0;
    for (int index = 0; index < length; index++) {
      bits += LENGTHS[text[index] & 0xff];
    }
    return (int) ((bits + 7) >>> 3);
  }

  /// Encodes a string.
  ///
  /// @return bytes of the output, as [#encodedLength] says
  @HotPath
  static int encode(byte[] text, int length, long target) {
    long at = target;
    long bits = 0;
    int count = 0;
    for (int index = 0; index < length; index++) {
      int symbol = text[index] & 0xff;
      bits = bits << LENGTHS[symbol] | CODES[symbol];
      count += LENGTHS[symbol];
      while (count >= 8) {
        count -= 8;
        Memory.putByte(at++, (byte) (bits >>> count));
      }
    }
    if (count > 0) {
      Memory.putByte(at++, (byte) (bits << (8 - count) | 0xff >>> count));
    }
    return (int) (at - target);
  }
}
