package weft.http.ws;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// DEFLATE written down a second time, bit by bit ([RFC
/// 1951](https://www.rfc-editor.org/rfc/rfc1951)), for one message of permessage-deflate ([RFC 7692
/// §7.2.2](https://www.rfc-editor.org/rfc/rfc7692#section-7.2.2)): what [MessageInflater] must
/// agree with. One window lies behind all blocks of all messages, final ones or not.
final class ReferenceInflate {
  private static final int[] LENGTHS_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final int[] LENGTH_EXTRAS = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final int CODE_BITS_MAX = 15;
  private static final int END_OF_BLOCK = 256;
  private static final int FINAL_BLOCKS_MAX = 8;
  private static final Map<Integer, Integer> FIXED_LITERALS = fixedLiterals();
  private static final Map<Integer, Integer> FIXED_DISTANCES = fixedDistances();

  /// What a message came to.
  ///
  /// @param outcome `WHOLE`, `BROKEN` or `LARGE`
  /// @param plain decompressed bytes, up to what is wrong
  /// @param distanceMax how far it refers back, in bytes
  record Inflated(String outcome, byte[] plain, int distanceMax) {}

  private final byte[] input;
  private final int messageBits;
  private final byte[] before;
  private final int sizeMax;
  private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
  private byte[] window;
  private int at;
  private int distanceMax;

  private ReferenceInflate(byte[] message, byte[] before, int sizeMax) {
    input = Arrays.copyOf(message, message.length + 4);
    input[message.length + 2] = (byte) 0xff;
    input[message.length + 3] = (byte) 0xff;
    messageBits = 8 * message.length;
    this.before = before;
    this.sizeMax = sizeMax;
    window = Arrays.copyOf(before, before.length + 1024);
  }

  /// @param before plain bytes of earlier messages that may be referred to
  static Inflated inflate(byte[] message, byte[] before, int sizeMax) {
    ReferenceInflate reading = new ReferenceInflate(message, before, sizeMax);
    String outcome = "WHOLE";
    try {
      reading.blocks();
    } catch (Wrong wrong) {
      outcome = wrong.getMessage();
    }
    return new Inflated(outcome, reading.plain.toByteArray(), reading.distanceMax);
  }

  private void blocks() throws Wrong {
    // There is nothing in it, not even a block: the tail belongs to none.
    if (messageBits == 0) {
      return;
    }
    int finals = 0;
    while (at < 8 * input.length) {
      boolean isFinal = bits(1) == 1;
      switch (bits(2)) {
        case 0 -> stored();
        case 1 -> compressed(FIXED_LITERALS, FIXED_DISTANCES);
        case 2 -> dynamic();
        default -> throw new Wrong("BROKEN");
      }
      if (isFinal) {
        align();
        if (at == messageBits || at == 8 * input.length) {
          return;
        }
        finals++;
        require(finals <= FINAL_BLOCKS_MAX);
      }
    }
  }

  private void stored() throws Wrong {
    align();
    int length = bits(16);
    require(length == (~bits(16) & 0xffff));
    for (int index = 0; index < length; index++) {
      put(bits(8));
    }
  }

  private void dynamic() throws Wrong {
    int literals = bits(5) + 257;
    int distances = bits(5) + 1;
    int orders = bits(4) + 4;
    require(literals <= 286 && distances <= 30);
    int[] first = new int[19];
    for (int index = 0; index < orders; index++) {
      first[LENGTHS_ORDER[index]] = bits(3);
    }
    Map<Integer, Integer> lengthsCode = code(first, 0, first.length, false);
    int[] lengths = new int[literals + distances];
    for (int index = 0; index < lengths.length; ) {
      int symbol = symbol(lengthsCode);
      if (symbol < 16) {
        lengths[index++] = symbol;
        continue;
      }
      require(symbol != 16 || index > 0);
      int value = symbol == 16 ? lengths[index - 1] : 0;
      int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
      require(index + times <= lengths.length);
      Arrays.fill(lengths, index, index + times, value);
      index += times;
    }
    require(lengths[END_OF_BLOCK] > 0);
    compressed(code(lengths, 0, literals, true), code(lengths, literals, lengths.length, true));
  }

  private void compressed(Map<Integer, Integer> literals, Map<Integer, Integer> distances)
      throws Wrong {
    for (int symbol = symbol(literals); symbol != END_OF_BLOCK; symbol = symbol(literals)) {
      if (symbol < END_OF_BLOCK) {
        put(symbol);
      } else {
        require(symbol <= 285);
        int length = length(symbol - 257);
        int code = symbol(distances);
        require(code < 30);
        copy(distance(code), length);
      }
    }
  }

  /// RFC 1951 §3.2.5: ranges follow each other; the last length stands alone.
  private int length(int code) throws Wrong {
    if (code == 28) {
      return 258;
    }
    int least = 3;
    for (int index = 0; index < code; index++) {
      least += 1 << LENGTH_EXTRAS[index];
    }
    return least + bits(LENGTH_EXTRAS[code]);
  }

  private int distance(int code) throws Wrong {
    int least = 1;
    for (int index = 0; index < code; index++) {
      least += 1 << distanceExtra(index);
    }
    return least + bits(distanceExtra(code));
  }

  private static int distanceExtra(int code) {
    return Math.max(0, code / 2 - 1);
  }

  private void copy(int distance, int length) throws Wrong {
    distanceMax = Math.max(distanceMax, distance);
    require(distance <= before.length + plain.size());
    for (int index = 0; index < length; index++) {
      put(window[before.length + plain.size() - distance]);
    }
  }

  private void put(int value) throws Wrong {
    if (plain.size() == sizeMax) {
      throw new Wrong("LARGE");
    }
    int end = before.length + plain.size();
    if (end == window.length) {
      window = Arrays.copyOf(window, 2 * end);
    }
    window[end] = (byte) value;
    plain.write(value);
  }

  private int symbol(Map<Integer, Integer> code) throws Wrong {
    int key = 1;
    for (int length = 1; length <= CODE_BITS_MAX; length++) {
      key = 2 * key + bits(1);
      Integer symbol = code.get(key);
      if (symbol != null) {
        return symbol;
      }
    }
    throw new Wrong("BROKEN");
  }

  private int bits(int count) throws Wrong {
    require(at + count <= 8 * input.length);
    int value = 0;
    for (int index = 0; index < count; index++, at++) {
      value |= (input[at >> 3] >> (at & 7) & 1) << index;
    }
    return value;
  }

  private void align() {
    at = (at + 7) & ~7;
  }

  private static void require(boolean holds) throws Wrong {
    if (!holds) {
      throw new Wrong("BROKEN");
    }
  }

  /// RFC 1951 §3.2.2: codes by their bits, with a 1 in front that tells their length.
  ///
  /// @param mayLack whether one code of one bit, or none at all, will do
  private static Map<Integer, Integer> code(int[] lengths, int from, int to, boolean mayLack)
      throws Wrong {
    Map<Integer, Integer> code = new HashMap<>();
    int next = 0;
    int longest = 0;
    for (int length = 1; length <= CODE_BITS_MAX; length++) {
      next *= 2;
      for (int symbol = from; symbol < to; symbol++) {
        if (lengths[symbol] == length) {
          require(next < 1 << length);
          code.put((1 << length) + next, symbol - from);
          next++;
          longest = length;
        }
      }
    }
    require(next == 1 << CODE_BITS_MAX || (mayLack && longest <= 1));
    return code;
  }

  private static Map<Integer, Integer> fixedLiterals() {
    int[] lengths = new int[288];
    Arrays.fill(lengths, 0, 144, 8);
    Arrays.fill(lengths, 144, 256, 9);
    Arrays.fill(lengths, 256, 280, 7);
    Arrays.fill(lengths, 280, 288, 8);
    return fixed(lengths);
  }

  private static Map<Integer, Integer> fixedDistances() {
    int[] lengths = new int[32];
    Arrays.fill(lengths, 5);
    return fixed(lengths);
  }

  private static Map<Integer, Integer> fixed(int[] lengths) {
    try {
      return code(lengths, 0, lengths.length, false);
    } catch (Wrong wrong) {
      throw new IllegalStateException("the fixed codes of RFC 1951 §3.2.6 are whole", wrong);
    }
  }

  /// What ends the reading.
  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String outcome) {
      super(outcome, null, false, false);
    }
  }
}
