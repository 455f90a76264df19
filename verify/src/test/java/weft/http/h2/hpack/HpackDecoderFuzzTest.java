package weft.http.h2.hpack;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import weft.http.h2.hpack.HeaderLines.Block;
import weft.http.h2.hpack.ReferenceHpack.Field;

/// Any blocks against a second, slow reading of RFC 7541.
///
/// Here's how it works: 1. the first byte says the size of the table, the second that of the list;
/// 2. then blocks follow, each behind its length, and length 255 stands for another table size; 3.
/// each is decoded between guards and compared with [ReferenceHpack], until one is malformed.
final class HpackDecoderFuzzTest {
  private static final int LENGTH_MAX = 4000;

  /// What the first two bytes count in.
  private static final int UNIT = 16;

  private static final int ANOTHER_TABLE_SIZE = 255;

  @FuzzTest
  void blocksAreReadAsTheRfcSays(byte[] data) {
    if (data.length < 2 || data.length > LENGTH_MAX) {
      return;
    }
    int tableSize = (data[0] & 0xff) * UNIT;
    int listSizeMax = (data[1] & 0xff) * UNIT;
    HeaderLines.Reader reader = new HeaderLines.Reader(tableSize);
    ReferenceHpack reference = new ReferenceHpack(tableSize);
    int at = 2;
    boolean going = true;
    while (going && at + 1 < data.length) {
      int length = data[at++] & 0xff;
      if (length == ANOTHER_TABLE_SIZE) {
        int another = (data[at++] & 0xff) * UNIT;
        reader.allowTableSize(another);
        reference.allowTableSize(another);
      } else {
        byte[] block = Arrays.copyOfRange(data, at, Math.min(data.length, at + length));
        at += length;
        going = compare(reader.read(block, listSizeMax), reference.read(block), listSizeMax);
      }
    }
  }

  /// @return whether the connection goes on
  private static boolean compare(Block block, Optional<List<Field>> wanted, int listSizeMax) {
    if (wanted.isEmpty()) {
      // What is wrong may lie in a string that has no room, and is not looked at further.
      require(block.result() != HpackDecoder.DONE, block + " but malformed");
      return false;
    }
    int size = 0;
    List<Field> fields = wanted.get();
    List<String> admitted = fields.stream().map(Field::line).toList();
    for (int index = 0; index < fields.size(); index++) {
      size += fields.get(index).size();
      if (size > listSizeMax) {
        admitted = admitted.subList(0, index);
        break;
      }
    }
    int result = size > listSizeMax ? HpackDecoder.TOO_LARGE : HpackDecoder.DONE;
    require(block.equals(new Block(result, admitted)), block + " but " + result + " " + admitted);
    return true;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
