package weft.http.h2;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldNames;
import weft.http.ResponseHead;
import weft.http.h2.hpack.HeaderIds;
import weft.http.h2.hpack.HpackEncoder;
import weft.http.protocol.OutgoingRequest;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Appends header blocks: heads, interim heads, trailers and promises, in as many frames as they
/// need.
final class HeaderFrames {
  /// Bytes of a block beside its users' fields: pseudo-fields, Date, Server,
  /// Strict-Transport-Security, Content-Length, table sizes.
  private static final int OWN_BYTES = 512;

  /// Bytes a field takes at most beside its name and value.
  private static final int FIELD_BYTES = 16;

  /// Largest frame every peer takes.
  private static final int FRAME_BYTES = 16_384;

  private static final int STRICT_TRANSPORT_SECURITY = FieldNames.id("strict-transport-security");

  private final Http2Hub shared;
  private final FrameOutput output;
  private final HpackEncoder encoder;

  /// Strict-Transport-Security of responses, or `null`.
  private final @Nullable String hsts;

  /// @param secure whether TLS lies below
  HeaderFrames(Http2Hub shared, FrameOutput output, HpackEncoder encoder, boolean secure) {
    this.shared = shared;
    this.output = output;
    this.encoder = encoder;
    hsts = secure ? shared.hsts : null;
  }

  /// Appends the head of a final response.
  ///
  /// @param contentLength or -1 for none
  /// @param end whether nothing follows
  /// @return false when there is no memory
  @HotPath
  boolean response(int streamId, ResponseHead head, long contentLength, boolean end) {
    Buffer room = room(head.fields());
    if (room == null) {
      return false;
    }
    long start = room.writeAddress() + FrameReader.HEADER_BYTES;
    long at = encoder.begin(start);
    at = encoder.status(at, head.status());
    if (!head.isNamed() && !shared.serverName.isEmpty()) {
      at = encoder.field(at, FieldNames.SERVER, "server", shared.serverName);
    }
    if (!head.isDated()) {
      at = encoder.field(at, FieldNames.DATE, "date", shared.date.value());
    }
    if (!head.isStrict()) {
      at = strictTransportSecurity(at);
    }
    at = fields(at, room, head.fields());
    if (contentLength >= 0) {
      at = encoder.number(at, FieldNames.CONTENT_LENGTH, contentLength);
    }
    append(room, FrameType.HEADERS, streamId, (int) (at - start), end);
    return true;
  }

  @HotPath
  private long strictTransportSecurity(long target) {
    return hsts == null
        ? target
        : encoder.field(target, STRICT_TRANSPORT_SECURITY, "strict-transport-security", hsts);
  }

  /// Whether the head of a request fits into a header block at all.
  static boolean fits(OutgoingRequest request) {
    return requestBytes(request) <= BufferPool.SIZE_MAX;
  }

  private static int requestBytes(OutgoingRequest request) {
    FieldList fields = request.fields();
    return OWN_BYTES
        + request.method().length()
        + request.authority().length()
        + request.target().length()
        + (request.protocol() == null ? 0 : request.protocol().length())
        + fields.bytes()
        + fields.bytes() / 32;
  }

  /// Appends the head of a request ([RFC 9113
  /// §8.3.1](https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1)). "The :scheme and :path
  /// pseudo-header fields MUST be omitted" when the method is CONNECT, unless it names a protocol
  /// ([RFC 8441 §4](https://www.rfc-editor.org/rfc/rfc8441#section-4)).
  ///
  /// @param contentLength or -1 for none
  /// @param end whether nothing follows
  /// @return false when there is no memory
  boolean request(int streamId, OutgoingRequest request, long contentLength, boolean end) {
    Buffer room = output.reserve(requestBytes(request));
    if (room == null) {
      return false;
    }
    long start = room.writeAddress() + FrameReader.HEADER_BYTES;
    long at = encoder.begin(start);
    at = encoder.field(at, HeaderIds.METHOD, ":method", request.method());
    String protocol = request.protocol();
    if (protocol != null) {
      at = encoder.field(at, HeaderIds.PROTOCOL, ":protocol", protocol);
    }
    if (protocol == null && request.method().equals("CONNECT")) {
      at = encoder.field(at, HeaderIds.AUTHORITY, ":authority", request.target());
    } else {
      at = encoder.field(at, HeaderIds.SCHEME, ":scheme", request.scheme());
      at = encoder.field(at, HeaderIds.AUTHORITY, ":authority", request.authority());
      at = encoder.field(at, HeaderIds.PATH, ":path", request.target());
    }
    at = fields(at, room, request.fields());
    if (contentLength >= 0) {
      at = encoder.number(at, FieldNames.CONTENT_LENGTH, contentLength);
    }
    if (request.expectsContinue()) {
      at = encoder.field(at, FieldNames.EXPECT, "expect", "100-continue");
    }
    append(room, FrameType.HEADERS, streamId, (int) (at - start), end);
    return true;
  }

  /// Appends the promise of a GET ([RFC 9113
  /// §6.6](https://www.rfc-editor.org/rfc/rfc9113#section-6.6)).
  ///
  /// @param asked the stream it is made on
  /// @param promised the stream it promises
  /// @return false when there is no memory
  boolean promise(int asked, int promised, RequestHead head, String target, FieldList fields) {
    Buffer room = output.reserve(promiseBytes(target, head.authority(), fields));
    if (room == null) {
      return false;
    }
    long start = room.writeAddress() + FrameReader.HEADER_BYTES;
    Memory.putInt(start, Integer.reverseBytes(promised));
    long at = encoder.begin(start + 4);
    at = encoder.field(at, HeaderIds.METHOD, ":method", "GET");
    at = encoder.field(at, HeaderIds.SCHEME, ":scheme", head.scheme());
    at = encoder.field(at, HeaderIds.AUTHORITY, ":authority", head.authority());
    at = encoder.field(at, HeaderIds.PATH, ":path", target);
    at = fields(at, room, fields);
    append(room, FrameType.PUSH_PROMISE, asked, (int) (at - start), false);
    return true;
  }

  /// Bytes that the head of a promised request takes at most, coded or not.
  static int promiseBytes(String target, String authority, FieldList fields) {
    return OWN_BYTES + target.length() + authority.length() + fields.bytes() + fields.bytes() / 32;
  }

  /// Appends an interim head.
  ///
  /// @return false when there is no memory
  boolean interim(int streamId, int status, FieldList fields) {
    Buffer room = room(fields);
    if (room == null) {
      return false;
    }
    long start = room.writeAddress() + FrameReader.HEADER_BYTES;
    long at = encoder.begin(start);
    at = encoder.status(at, status);
    at = fields(at, room, fields);
    append(room, FrameType.HEADERS, streamId, (int) (at - start), false);
    return true;
  }

  /// Appends an answer without a body.
  ///
  /// @return false when there is no memory
  boolean refusal(int streamId, int status) {
    Buffer room = room(Http2Hub.NO_FIELDS);
    if (room == null) {
      return false;
    }
    long start = room.writeAddress() + FrameReader.HEADER_BYTES;
    long at = encoder.begin(start);
    at = encoder.status(at, status);
    at = strictTransportSecurity(at);
    at = encoder.number(at, FieldNames.CONTENT_LENGTH, 0);
    append(room, FrameType.HEADERS, streamId, (int) (at - start), true);
    return true;
  }

  /// Appends trailers, which end a stream.
  ///
  /// @return false when there is no memory
  boolean trailers(int streamId, FieldList trailers) {
    Buffer room = room(trailers);
    if (room == null) {
      return false;
    }
    long start = room.writeAddress() + FrameReader.HEADER_BYTES;
    long at = encoder.begin(start);
    at = fields(at, room, trailers);
    append(room, FrameType.HEADERS, streamId, (int) (at - start), true);
    return true;
  }

  /// A field takes at most three bytes more than its name and value, and two more for each that is
  /// longer than 126; [FieldList#bytes] counts four.
  @HotPath
  private @Nullable Buffer room(FieldList fields) {
    return output.reserve(
        OWN_BYTES + shared.serverName.length() + fields.bytes() + fields.bytes() / 32);
  }

  /// Appends fields, as far as there is room for them: what another thread of the handler's adds
  /// while they are sent, against the rules, must not get into memory that is not theirs.
  @HotPath
  private long fields(long target, Buffer room, FieldList fields) {
    long limit = room.writeAddress() + room.writable();
    long at = target;
    for (int index = 0; index < fields.size(); index++) {
      int id = fields.id(index);
      if (id == FieldNames.UPGRADE) {
        // "An endpoint MUST NOT generate an HTTP/2 message containing connection-specific header
        // fields": https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2
        continue;
      }
      String name = id == FieldNames.UNKNOWN ? lower(fields.name(index)) : FieldNames.name(id);
      String value = fields.value(index);
      if (name.length() + value.length() + FIELD_BYTES > limit - at) {
        return at;
      }
      at = encoder.field(at, id, name, value);
    }
    return at;
  }

  @HotPath
  private static String lower(String name) {
    for (int index = 0; index < name.length(); index++) {
      char value = name.charAt(index);
      if (value >= 'A' && value <= 'Z') {
        return lowerSlow(name);
      }
    }
    return name;
  }

  private static String lowerSlow(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /// Puts frame headers around the block that lies behind the room for the first one.
  ///
  /// @param type of the first frame
  @HotPath
  private void append(Buffer room, int type, int streamId, int length, boolean end) {
    long at = room.writeAddress();
    int total = FrameReader.HEADER_BYTES + length;
    int endStream = end ? FrameType.END_STREAM : 0;
    if (length <= FRAME_BYTES) {
      ControlFrames.header(at, length, type, FrameType.END_HEADERS | endStream, streamId);
    } else {
      total = splitSlow(at, type, streamId, length, endStream);
    }
    output.append(room, total);
  }

  /// Makes room for the headers of CONTINUATION frames, from the last to the first.
  ///
  /// @return bytes of all frames
  private static int splitSlow(long at, int type, int streamId, int length, int endStream) {
    long block = at + FrameReader.HEADER_BYTES;
    int frames = (length + FRAME_BYTES - 1) / FRAME_BYTES;
    for (int index = frames - 1; index > 0; index--) {
      int from = index * FRAME_BYTES;
      int count = Math.min(FRAME_BYTES, length - from);
      long to = block + from + (long) index * FrameReader.HEADER_BYTES;
      Memory.copy(block + from, to, count);
      ControlFrames.header(
          to - FrameReader.HEADER_BYTES,
          count,
          FrameType.CONTINUATION,
          index == frames - 1 ? FrameType.END_HEADERS : 0,
          streamId);
    }
    ControlFrames.header(at, FRAME_BYTES, type, endStream, streamId);
    return length + frames * FrameReader.HEADER_BYTES;
  }
}
