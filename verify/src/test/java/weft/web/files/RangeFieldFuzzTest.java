package weft.web.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any text as ranges, conditions and file names.
///
/// Here's how it works: 1. the first two bytes say how large the file is, the rest is a field; 2.
/// ranges lie within the file, are not empty, are few, and have no more bytes together than it has;
/// 3. whatever else fields may hold is read without a failure; 4. what is offered as a name is
/// plain ASCII without a line's end.
final class RangeFieldFuzzTest {
  private static final int RANGES_MAX = 16;

  @FuzzTest
  void rangesLieWithinTheFile(byte[] data) {
    if (data.length < 2) {
      return;
    }
    long size = (data[0] & 0xff) << 8 | (data[1] & 0xff);
    String value = new String(data, 2, data.length - 2, ISO_8859_1);
    RangeField field = RangeField.parse(value, size, RANGES_MAX);
    long bytes = 0;
    for (ByteRange range : field.ranges()) {
      require(range.first() >= 0 && range.length() > 0, value);
      require(range.first() + range.length() <= size, value);
      bytes += range.length();
    }
    require(bytes <= size && field.ranges().size() <= RANGES_MAX, value);
    require(!field.isIgnored() || field.ranges().isEmpty(), value);

    boolean strongly = EntityTag.isIn(value, "\"tag\"", false);
    require(!strongly || EntityTag.isIn(value, "\"tag\"", true), value);
    HttpDate.parse(value);
    String offered = ContentDisposition.attachment(value);
    require(offered.chars().allMatch(c -> c >= ' ' && c < 0x7f), value);
  }

  private static void require(boolean holds, String value) {
    if (!holds) {
      throw new AssertionError("misread: '" + value + "'");
    }
  }
}
