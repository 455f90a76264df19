package weft.http.h2.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A second, slow reading of RFC 7541: lists and strings, bit by bit. It holds every field as a
/// line, with the length of its name.
///
/// Only the static table and the code of each byte are taken from what is tested: other tests
/// compare those with the RFC.
final class ReferenceHpack {
  private static final int STATIC_COUNT = 61;
  private static final int OVERHEAD = 32;

  /// The end-of-string symbol, whose code is thirty ones.
  private static final String END_OF_STRING = "1".repeat(30);

  private static final int INTEGER_BYTES_MAX = 4;
  private static final int SIZE_UPDATES_MAX = 2;
  private static final Map<String, Integer> CODES = codes();
  private static final List<Field> STATIC = staticFields();

  private final List<Field> dynamic = new ArrayList<>();
  private int tableSize;
  private int tableSizeMax;
  private boolean updateDue;
  private byte[] block = {};
  private int at;

  ReferenceHpack(int tableSizeMax) {
    this.tableSizeMax = tableSizeMax;
    this.tableSize = tableSizeMax;
  }

  record Field(String name, String value) {
    int size() {
      return name.length() + value.length() + OVERHEAD;
    }

    String line() {
      return name + ": " + value;
    }
  }

  /// What ends a malformed block.
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;
  }

  void allowTableSize(int bytes) {
    tableSizeMax = bytes;
    updateDue = tableSize > bytes;
  }

  /// All fields of a block, or nothing for a malformed one.
  Optional<List<Field>> read(byte[] whole) {
    block = whole;
    at = 0;
    List<Field> fields = new ArrayList<>();
    try {
      sizeUpdates();
      while (at < block.length) {
        fields.add(field());
      }
      return Optional.of(fields);
    } catch (Malformed _) {
      return Optional.empty();
    }
  }

  private void sizeUpdates() throws Malformed {
    for (int count = 0; at < block.length && (block[at] & 0xe0) == 0x20; count++) {
      int size = integer(5);
      require(size <= tableSizeMax && count < SIZE_UPDATES_MAX);
      tableSize = size;
      updateDue = false;
      evict(0);
    }
    require(!updateDue);
  }

  private Field field() throws Malformed {
    int first = block[at] & 0xff;
    if (first >= 0x80) {
      return known(integer(7));
    }
    if (first >= 0x40) {
      Field field = literal(6);
      evict(field.size());
      if (field.size() <= tableSize) {
        dynamic.addFirst(field);
      }
      return field;
    }
    require(first < 0x20);
    return literal(4);
  }

  private Field literal(int prefixBits) throws Malformed {
    int index = integer(prefixBits);
    String name = index == 0 ? string() : known(index).name();
    return new Field(name, string());
  }

  private Field known(int index) throws Malformed {
    require(index > 0 && index <= STATIC_COUNT + dynamic.size());
    return index <= STATIC_COUNT ? STATIC.get(index - 1) : dynamic.get(index - STATIC_COUNT - 1);
  }

  private void evict(int more) {
    while (!dynamic.isEmpty() && dynamic.stream().mapToInt(Field::size).sum() + more > tableSize) {
      dynamic.removeLast();
    }
  }

  private int integer(int prefixBits) throws Malformed {
    int full = (1 << prefixBits) - 1;
    int value = block[at++] & full;
    if (value < full) {
      return value;
    }
    for (int count = 0; count < INTEGER_BYTES_MAX; count++) {
      require(at < block.length);
      int next = block[at++] & 0xff;
      value += (next & 0x7f) << 7 * count;
      if (next < 0x80) {
        return value;
      }
    }
    throw new Malformed();
  }

  private String string() throws Malformed {
    require(at < block.length);
    boolean coded = block[at] < 0;
    int length = integer(7);
    require(length <= block.length - at);
    String text = new String(block, at, length, ISO_8859_1);
    at += length;
    return coded ? decoded(text) : text;
  }

  private static String decoded(String coded) throws Malformed {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    StringBuilder bits = new StringBuilder();
    for (int index = 0; index < coded.length() * 8; index++) {
      bits.append(coded.charAt(index / 8) >> 7 - index % 8 & 1);
      Integer symbol = CODES.get(bits.toString());
      if (symbol != null) {
        text.write(symbol);
        bits.setLength(0);
      }
      require(!bits.toString().equals(END_OF_STRING));
    }
    require(bits.length() < 8 && END_OF_STRING.startsWith(bits.toString()));
    return text.toString(ISO_8859_1);
  }

  private static void require(boolean holds) throws Malformed {
    if (!holds) {
      throw new Malformed();
    }
  }

  /// The bits of each byte's code: eight of a byte take as many bytes as one takes bits.
  private static Map<String, Integer> codes() {
    Map<String, Integer> codes = new HashMap<>();
    for (int symbol = 0; symbol < 256; symbol++) {
      byte[] eight = new byte[8];
      Arrays.fill(eight, (byte) symbol);
      int length = Huffman.encodedLength(eight, eight.length);
      try (GuardedBytes target = new GuardedBytes(length, 0)) {
        Huffman.encode(eight, eight.length, target.address());
        StringBuilder bits = new StringBuilder();
        for (byte next : target.bytes(0, length)) {
          bits.append(Integer.toBinaryString(next & 0xff | 0x100).substring(1));
        }
        codes.put(bits.substring(0, length), symbol);
      }
    }
    return codes;
  }

  private static List<Field> staticFields() {
    List<Field> fields = new ArrayList<>();
    for (int index = 1; index <= STATIC_COUNT; index++) {
      byte[] block = {(byte) (0x80 | index)};
      String line = new HeaderLines.Reader(0).read(block, 1000).lines().getFirst();
      int colon = line.indexOf(": ", 1);
      fields.add(new Field(line.substring(0, colon), line.substring(colon + 2)));
    }
    return fields;
  }
}
