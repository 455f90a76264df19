package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.h2.hpack.HeaderSink;
import weft.hub.memory.HotPath;

/// Takes the fields behind a body ([RFC 9113
/// §8.1](https://www.rfc-editor.org/rfc/rfc9113#section-8.1)).
final class TrailerFields implements HeaderSink {
  private final int countMax;
  private final FieldTable fields;
  private long base;
  private int extent;
  private @Nullable Http2Fault fault;

  TrailerFields(FieldTable fields, int countMax) {
    this.fields = fields;
    this.countMax = countMax;
  }

  /// Begins; the decoder puts bytes at `base`.
  void start(long base) {
    this.base = base;
    extent = 0;
    fault = null;
    fields.clear();
  }

  /// Bytes that names and values take.
  int extent() {
    return extent;
  }

  @Nullable Http2Fault fault() {
    return fault;
  }

  @Override
  @HotPath
  public void header(int id, int nameOffset, int nameLength, int valueOffset, int valueLength) {
    if (fault != null) {
      return;
    }
    extent = valueOffset + valueLength;
    if (id < 0) {
      fault = Http2Fault.PSEUDO_FIELD_IN_TRAILERS;
    } else if (fields.size() == countMax) {
      fault = Http2Fault.HEADERS_TOO_LARGE;
    } else {
      fault = FieldRules.judge(id, base + nameOffset, nameLength, base + valueOffset, valueLength);
      fields.add(id, nameOffset, nameLength, valueOffset, valueLength);
    }
  }
}
