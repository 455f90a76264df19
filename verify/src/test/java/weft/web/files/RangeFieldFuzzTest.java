package weft.web.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Any text as ranges, conditions and file names.
///
/// Here's how it works: 1. the first two bytes say how large the file is, the rest is a field; 2.
/// ranges lie within the file, are not empty, are few, and have no more bytes together than it has;
/// 3. whatever else fields may hold is read without a failure; 4. what is offered as a name is
/// plain ASCII without a line's end.
final class RangeFieldFuzzTest {
  private static final int RANGES_MAX = 16;

  /// RFC 9110 §14.1.2, one element of the list, or an empty one.
  private static final Pattern RANGE = Pattern.compile("[ \t]*(?:([0-9]*)-([0-9]*))?[ \t]*");

  /// From here on numbers are not told apart: no file is so large.
  private static final BigInteger LARGE = BigInteger.TEN.pow(18);

  /// What no field's value has, RFC 9110 §5.5.
  private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");

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

  /// Ranges against a second reading of the grammar (RFC 9110 §14.1.2, §14.2).
  @FuzzTest
  void rangesAreReadAsTheGrammarSays(byte[] data) {
    if (data.length < 2) {
      return;
    }
    long size = (data[0] & 0xff) << 8 | (data[1] & 0xff);
    String value = new String(data, 2, data.length - 2, ISO_8859_1);
    if (CONTROLS.matcher(value).find()) {
      return;
    }
    RangeField field = RangeField.parse(value, size, RANGES_MAX);
    RangeField wanted = reference(value, BigInteger.valueOf(size));
    if (!field.equals(wanted)) {
      throw new AssertionError(wanted + " but " + field + ": '" + value + "'");
    }
  }

  private static RangeField reference(String value, BigInteger size) {
    RangeField ignored = new RangeField(true, List.of());
    if (!value.toLowerCase(Locale.ROOT).startsWith("bytes=")) {
      return ignored;
    }
    String[] elements = value.substring("bytes=".length()).split(",", -1);
    List<ByteRange> ranges = new ArrayList<>();
    BigInteger bytes = BigInteger.ZERO;
    for (String element : elements) {
      Matcher range = RANGE.matcher(element);
      if (!range.matches() || "-".equals(element.strip())) {
        return ignored;
      }
      if (range.group(1) != null) {
        BigInteger first = number(range.group(1));
        BigInteger last = number(range.group(2));
        if (first != null && last != null && last.compareTo(first) < 0) {
          return ignored;
        }
        if (first == null && last.signum() > 0 && size.signum() == 0) {
          // Satisfiable, but no Content-Range says so.
          return ignored;
        }
        BigInteger start = first == null ? size.subtract(last.min(size)) : first;
        BigInteger end = first == null || last == null ? size : last.add(BigInteger.ONE).min(size);
        if (start.compareTo(end) < 0) {
          ranges.add(new ByteRange(start.longValueExact(), end.subtract(start).longValueExact()));
          bytes = bytes.add(end.subtract(start));
        }
      }
    }
    boolean isTooMuch = bytes.compareTo(size) > 0 || elements.length > RANGES_MAX;
    return isTooMuch ? ignored : new RangeField(false, ranges);
  }

  private static @Nullable BigInteger number(String digits) {
    return digits.isEmpty() ? null : new BigInteger(digits).min(LARGE);
  }

  private static void require(boolean holds, String value) {
    if (!holds) {
      throw new AssertionError("misread: '" + value + "'");
    }
  }
}
