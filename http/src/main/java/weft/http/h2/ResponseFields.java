package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.FieldNames;
import weft.http.FieldTable;
import weft.http.Status;
import weft.http.h2.hpack.HeaderIds;
import weft.http.h2.hpack.HeaderSink;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The head of a response as its header block says it, interim or final: takes the fields as they
/// are decoded, judges them ([RFC 9113
/// §8.3.2](https://www.rfc-editor.org/rfc/rfc9113#section-8.3.2)), and keeps a copy of the last.
final class ResponseFields implements HeaderSink {
  private final FieldTable fields = new FieldTable();
  private final int countMax;
  private @Nullable Http2Fault fault;
  private boolean tooMany;
  private long base;
  private int extent;
  private boolean regular;
  private int status;
  private long contentLength;
  private @Nullable Buffer buffer;

  /// @param countMax fields it may have
  ResponseFields(int countMax) {
    this.countMax = countMax;
  }

  /// Begins; the decoder puts bytes at `base`.
  void start(long base) {
    this.base = base;
    fields.clear();
    fields.setBase(base);
    fault = null;
    tooMany = false;
    extent = 0;
    regular = false;
    status = 0;
    contentLength = -1;
  }

  @Override
  @HotPath
  public void header(int id, int nameOffset, int nameLength, int valueOffset, int valueLength) {
    if (fault != null) {
      return;
    }
    extent = valueOffset + valueLength;
    if (id < 0) {
      fault = pseudo(id, base + valueOffset, valueLength);
      return;
    }
    regular = true;
    if (fields.size() >= countMax) {
      tooMany = true;
      return;
    }
    long value = base + valueOffset;
    fault = FieldRules.judge(id, base + nameOffset, nameLength, value, valueLength);
    if (id == FieldNames.TE) {
      // TE "MAY be present in an HTTP/2 request", and nowhere else.
      // https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2
      fault = Http2Fault.CONNECTION_FIELD;
    } else if (id == FieldNames.CONTENT_LENGTH && fault == null) {
      boolean again = contentLength >= 0;
      contentLength = FieldRules.contentLength(value, valueLength);
      fault = again || contentLength < 0 ? Http2Fault.BAD_CONTENT_LENGTH : null;
    }
    fields.add(id, nameOffset, nameLength, valueOffset, valueLength);
  }

  private @Nullable Http2Fault pseudo(int id, long value, int length) {
    if (regular) {
      return Http2Fault.LATE_PSEUDO_FIELD;
    }
    if (id != HeaderIds.STATUS) {
      return Http2Fault.UNKNOWN_PSEUDO_FIELD;
    }
    if (status != 0) {
      return Http2Fault.DUPLICATE_PSEUDO_FIELD;
    }
    if (length != 3) {
      return Http2Fault.BAD_STATUS;
    }
    for (int index = 0; index < length; index++) {
      int digit = Memory.getByte(value + index) - '0';
      if (digit < 0 || digit > 9) {
        return Http2Fault.BAD_STATUS;
      }
      status = status * 10 + digit;
    }
    // "HTTP/2 removes support for the 101 (Switching Protocols) informational status code".
    // https://www.rfc-editor.org/rfc/rfc9113#section-8.6
    return status < 100 || status == Status.SWITCHING_PROTOCOLS ? Http2Fault.BAD_STATUS : null;
  }

  /// Judges the head as a whole.
  ///
  /// @return what is wrong with it, or `null`
  @Nullable Http2Fault judge() {
    return fault == null && status == 0 ? Http2Fault.MISSING_PSEUDO_FIELD : fault;
  }

  /// Whether it has more fields than it may.
  boolean hasTooMany() {
    return tooMany;
  }

  /// Copies the bytes to memory of its own.
  ///
  /// @return false when there is no memory
  boolean keep(BufferPool pool) {
    Buffer kept = pool.acquireForHead(Math.max(1, extent));
    if (kept == null) {
      return false;
    }
    buffer = kept;
    kept.put(base, extent);
    base = kept.readAddress();
    fields.setBase(base);
    return true;
  }

  /// Gives its memory back.
  void release(BufferPool pool) {
    fields.clear();
    Buffer kept = buffer;
    if (kept != null) {
      buffer = null;
      pool.release(kept);
    }
  }

  // What it says.

  int status() {
    return status;
  }

  /// Whether another head follows.
  boolean isInterim() {
    return status < 200;
  }

  FieldTable fields() {
    return fields;
  }

  /// Content-Length, or -1.
  long contentLength() {
    return contentLength;
  }
}
