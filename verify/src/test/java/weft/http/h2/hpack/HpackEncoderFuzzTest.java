package weft.http.h2.hpack;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import weft.http.h2.hpack.HeaderLines.Block;

/// Any field lists, encoded and decoded, while the table's size changes.
final class HpackEncoderFuzzTest {
  private static final int BLOCKS_MAX = 50;
  private static final int FIELDS_MAX = 40;
  private static final int TABLE_SIZE_DEFAULT = 4096;
  private static final int TABLE_SIZE_MAX = 4096;
  private static final int LIST_SIZE_MAX = 1 << 20;

  /// Names with a number and without, secrets, and what stays out of the table.
  private static final String[] NAMES = {
    ":method",
    ":path",
    ":authority",
    ":status",
    ":other",
    "content-type",
    "content-length",
    "cookie",
    "set-cookie",
    "authorization",
    "date",
    "etag",
    "x-one",
    "x-two",
    "x-three"
  };

  @FuzzTest
  void whatIsEncodedDecodesToItself(FuzzedDataProvider data) {
    HeaderLines.Writer writer = new HeaderLines.Writer(data.consumeInt(0, TABLE_SIZE_MAX));
    HeaderLines.Reader reader = new HeaderLines.Reader(TABLE_SIZE_DEFAULT);
    List<String> seen = new ArrayList<>();
    for (int count = 0; count < BLOCKS_MAX && data.remainingBytes() > 0; count++) {
      for (int changes = data.consumeInt(0, 3); changes > 0; changes--) {
        int size = data.consumeInt(0, TABLE_SIZE_MAX);
        writer.allowTableSize(size);
        reader.allowTableSize(size);
      }
      List<String> lines = lines(data, seen);

      Block block = reader.read(writer.write(lines), LIST_SIZE_MAX);

      if (block.result() != HpackDecoder.DONE) {
        throw new AssertionError("result " + block.result() + " for " + lines);
      }
      if (!block.lines().equals(lines)) {
        throw new AssertionError(lines + " became " + block.lines());
      }
    }
  }

  private static List<String> lines(FuzzedDataProvider data, List<String> seen) {
    List<String> lines = new ArrayList<>();
    for (int count = data.consumeInt(0, FIELDS_MAX); count > 0; count--) {
      if (!seen.isEmpty() && data.consumeBoolean()) {
        lines.add(data.pickValue(seen));
      } else {
        String line = name(data) + ": " + value(data);
        seen.add(line);
        lines.add(line);
      }
    }
    return lines;
  }

  private static String name(FuzzedDataProvider data) {
    return data.consumeBoolean()
        ? data.pickValue(NAMES)
        : "y-" + Integer.toString(data.consumeInt(0, 1 << 20), Character.MAX_RADIX);
  }

  private static String value(FuzzedDataProvider data) {
    int repeat = data.consumeBoolean() ? 1 : data.consumeInt(0, 300);
    StringBuilder value = new StringBuilder();
    for (byte next : data.consumeBytes(data.consumeInt(0, 60))) {
      value.append((char) (next & 0xff));
    }
    return value.toString().repeat(repeat);
  }
}
