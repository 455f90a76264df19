package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import weft.http.FieldList;
import weft.http.FieldNames;
import weft.http.FieldTable;
import weft.http.h2.hpack.HeaderIds;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

/// A request that came by HTTP/1.1 or is promised by ourselves, told as if a header block had said
/// it.
final class ToldRequest {
  private static final String SETTINGS = "http2-settings";

  private final long base;
  private final RequestHead head;
  private int length;

  /// @param room where the bytes go
  ToldRequest(DecodingRoom room, RequestHead head) {
    base = room.block();
    this.head = head;
  }

  /// Tells a request that came by HTTP/1.1.
  void upgraded(String method, String path, String authority, FieldTable fields) {
    head.start(base);
    pseudo(HeaderIds.METHOD, method);
    pseudo(HeaderIds.SCHEME, "http");
    pseudo(HeaderIds.PATH, path);
    pseudo(HeaderIds.AUTHORITY, authority);
    for (int index = 0; index < fields.size(); index++) {
      if (isEndToEnd(fields, index)) {
        field(fields.id(index), fields.name(index), fields.value(index));
      }
    }
  }

  /// Tells a request that is promised: a GET.
  void promised(String scheme, String target, String authority, FieldList fields) {
    head.start(base);
    pseudo(HeaderIds.METHOD, "GET");
    pseudo(HeaderIds.SCHEME, scheme);
    pseudo(HeaderIds.PATH, target);
    pseudo(HeaderIds.AUTHORITY, authority);
    for (int index = 0; index < fields.size(); index++) {
      int id = fields.id(index);
      String name =
          id == FieldNames.UNKNOWN
              ? fields.name(index).toLowerCase(Locale.ROOT)
              : FieldNames.name(id);
      field(id, name, fields.value(index));
    }
  }

  private static boolean isEndToEnd(FieldTable fields, int index) {
    return switch (fields.id(index)) {
      case FieldNames.CONNECTION,
          FieldNames.UPGRADE,
          FieldNames.HOST,
          FieldNames.KEEP_ALIVE,
          FieldNames.PROXY_CONNECTION,
          FieldNames.TRANSFER_ENCODING,
          FieldNames.TE ->
          false;
      default -> !fields.name(index).equals(SETTINGS);
    };
  }

  private void pseudo(int id, String value) {
    int offset = put(value);
    head.header(id, offset, 0, offset, value.length());
  }

  private void field(int id, String name, String value) {
    int nameOffset = put(name);
    int valueOffset = put(value);
    head.header(id, nameOffset, name.length(), valueOffset, value.length());
  }

  /// @return offset of the text
  private int put(String text) {
    int offset = length;
    byte[] bytes = text.getBytes(ISO_8859_1);
    if (bytes.length > BufferPool.SIZE_MAX - offset) {
      throw new IllegalStateException("a head is larger than a header block may be");
    }
    Memory.copyIn(bytes, 0, base + offset, bytes.length);
    length += bytes.length;
    return offset;
  }
}
