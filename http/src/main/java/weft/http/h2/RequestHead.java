package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.http.Ascii;
import weft.http.FieldNames;
import weft.http.FieldTable;
import weft.http.h2.hpack.HeaderIds;
import weft.http.h2.hpack.HeaderSink;
import weft.http.protocol.Authority;
import weft.http.protocol.Methods;
import weft.http.protocol.RequestTarget;
import weft.http.protocol.TargetParser;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The head of a request as its header block says it: takes the fields as they are decoded, judges
/// them ([RFC 9113 §8.3](https://www.rfc-editor.org/rfc/rfc9113#section-8.3)), and keeps a copy.
///
/// Used again for later requests of its hub.
final class RequestHead implements HeaderSink {
  private static final int COOKIE = FieldNames.id("cookie");
  private static final int PRIORITY = FieldNames.id("priority");
  private static final int VIA = FieldNames.id("via");
  private static final int FORWARDED = FieldNames.id("forwarded");
  private static final int X_FORWARDED_FOR = FieldNames.id("x-forwarded-for");

  private final FieldTable fields = new FieldTable();
  private final Priority priority = new Priority();
  private final int countMax;

  private @Nullable Http2Fault fault;
  private boolean tooMany;
  private long base;
  private int extent;
  private int seen;
  private boolean regular;
  private boolean secure;
  private int methodOffset;
  private int methodLength;
  private int methodId;
  private int pathOffset;
  private int pathLength;
  private int authorityOffset;
  private int authorityLength;
  private int hostOffset;
  private int hostLength;
  private int protocolOffset;
  private int protocolLength;
  private long contentLength;
  private boolean expectsContinue;
  private boolean hasPriority;
  private boolean forwarded;

  /// Places of cookie fields, offset and length: they become one.
  private int[] cookies = new int[8];

  private int cookieCount;
  private int cookieBytes;

  private @Nullable Buffer buffer;
  private @Nullable RequestTarget target;
  private @Nullable String authority;

  /// The method when it has no number.
  private String otherMethod = "";

  private @Nullable String protocol;

  /// @param countMax fields it may have
  RequestHead(int countMax) {
    this.countMax = countMax;
  }

  /// Begins; the decoder puts bytes at `base`.
  @HotPath
  void start(long base) {
    this.base = base;
    fields.clear();
    fields.setBase(base);
    priority.clear();
    fault = null;
    tooMany = false;
    extent = 0;
    seen = 0;
    regular = false;
    secure = false;
    methodId = Methods.UNKNOWN;
    hostLength = -1;
    contentLength = -1;
    expectsContinue = false;
    hasPriority = false;
    forwarded = false;
    cookieCount = 0;
    cookieBytes = 0;
    target = null;
    authority = null;
    otherMethod = "";
    protocol = null;
  }

  @Override
  @HotPath
  public void header(int id, int nameOffset, int nameLength, int valueOffset, int valueLength) {
    if (fault != null) {
      return;
    }
    extent = valueOffset + valueLength;
    if (id < 0) {
      pseudo(id, valueOffset, valueLength);
      return;
    }
    regular = true;
    if (fields.size() + cookieCount >= countMax) {
      tooMany = true;
      return;
    }
    long value = base + valueOffset;
    fault = FieldRules.judge(id, base + nameOffset, nameLength, value, valueLength);
    if (fault == null && id != FieldNames.UNKNOWN) {
      known(id, valueOffset, valueLength);
    }
    if (id == COOKIE) {
      cookie(valueOffset, valueLength);
    } else {
      fields.add(id, nameOffset, nameLength, valueOffset, valueLength);
    }
  }

  /// "Pseudo-header fields MUST NOT appear … after a regular header field", and none twice.
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.3
  @HotPath
  private void pseudo(int id, int offset, int length) {
    int bit = 1 << -id;
    if (regular) {
      fault = Http2Fault.LATE_PSEUDO_FIELD;
    } else if ((seen & bit) != 0) {
      fault = Http2Fault.DUPLICATE_PSEUDO_FIELD;
    }
    seen |= bit;
    switch (id) {
      case HeaderIds.METHOD -> {
        methodOffset = offset;
        methodLength = length;
      }
      case HeaderIds.SCHEME -> scheme(base + offset, length);
      case HeaderIds.AUTHORITY -> {
        authorityOffset = offset;
        authorityLength = length;
      }
      case HeaderIds.PATH -> {
        pathOffset = offset;
        pathLength = length;
      }
      case HeaderIds.PROTOCOL -> {
        protocolOffset = offset;
        protocolLength = length;
      }
      default -> fault = Http2Fault.UNKNOWN_PSEUDO_FIELD;
    }
  }

  @HotPath
  private void scheme(long address, int length) {
    secure = Ascii.equalsIgnoreCase(address, length, "https");
    if (!secure && !Ascii.equalsIgnoreCase(address, length, "http")) {
      fault = Http2Fault.BAD_SCHEME;
    }
  }

  @HotPath
  private void known(int id, int offset, int length) {
    if (id == FieldNames.CONTENT_LENGTH) {
      contentLength(base + offset, length);
    } else if (id == FieldNames.HOST) {
      if (hostLength >= 0) {
        fault = Http2Fault.BAD_AUTHORITY;
      }
      hostOffset = offset;
      hostLength = length;
    } else if (id == FieldNames.EXPECT) {
      expectsContinue = Ascii.equalsIgnoreCase(base + offset, length, "100-continue");
    } else if (id == PRIORITY) {
      hasPriority = true;
      priority.parse(base + offset, length);
    } else if (id == VIA || id == FORWARDED || id == X_FORWARDED_FOR) {
      forwarded = true;
    }
  }

  @HotPath
  private void contentLength(long address, int length) {
    boolean again = contentLength >= 0;
    contentLength = FieldRules.contentLength(address, length);
    if (again || contentLength < 0) {
      fault = Http2Fault.BAD_CONTENT_LENGTH;
    }
  }

  @HotPath
  private void cookie(int offset, int length) {
    if (cookieCount * 2 == cookies.length) {
      growSlow();
    }
    cookies[cookieCount * 2] = offset;
    cookies[cookieCount * 2 + 1] = length;
    cookieCount++;
    cookieBytes += length + 2;
  }

  private void growSlow() {
    cookies = Arrays.copyOf(cookies, cookies.length * 2);
  }

  /// Judges the head as a whole.
  ///
  /// @return what is wrong with it, or `null`
  @HotPath
  @Nullable Http2Fault judge(TargetParser targets, Authority authorities) {
    if (fault != null) {
      return fault;
    }
    if ((seen & 1 << -HeaderIds.METHOD) == 0) {
      return Http2Fault.MISSING_PSEUDO_FIELD;
    }
    methodId =
        methodLength == 0
            ? Methods.UNKNOWN
            : Methods.id(Memory.getLong(base + methodOffset), methodLength);
    if (methodId == Methods.UNKNOWN
        && (methodLength == 0 || !Ascii.isToken(base + methodOffset, methodLength))) {
      return Http2Fault.BAD_METHOD;
    }
    if (methodId == Methods.CONNECT && !has(HeaderIds.PROTOCOL)) {
      return has(HeaderIds.SCHEME) || has(HeaderIds.PATH) || !has(HeaderIds.AUTHORITY)
          ? Http2Fault.BAD_CONNECT
          : null;
    }
    if (has(HeaderIds.PROTOCOL) && methodId != Methods.CONNECT) {
      return Http2Fault.UNKNOWN_PSEUDO_FIELD;
    }
    if (!has(HeaderIds.SCHEME) || !has(HeaderIds.PATH)) {
      return Http2Fault.MISSING_PSEUDO_FIELD;
    }
    target = path(targets);
    if (target == null) {
      return Http2Fault.BAD_PATH;
    }
    authority = authority(authorities);
    keepRareSlow();
    return authority == null ? Http2Fault.BAD_AUTHORITY : null;
  }

  /// Makes the strings that few requests have; all others are known already, or the fields'.
  private void keepRareSlow() {
    if (methodId == Methods.UNKNOWN) {
      otherMethod = text(methodOffset, methodLength);
    }
    if (has(HeaderIds.PROTOCOL)) {
      protocol = text(protocolOffset, protocolLength);
    }
  }

  @HotPath
  private boolean has(int pseudoId) {
    return (seen & 1 << -pseudoId) != 0;
  }

  /// "This pseudo-header field MUST NOT be empty for "http" or "https" URIs", and is no absolute
  /// URI. https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1
  @HotPath
  private @Nullable RequestTarget path(TargetParser targets) {
    if (pathLength == 0) {
      return null;
    }
    byte first = Memory.getByte(base + pathOffset);
    return first == '/' || first == '*'
        ? targets.parse(base + pathOffset, pathLength, methodId)
        : null;
  }

  @HotPath
  private @Nullable String authority(Authority authorities) {
    if (!has(HeaderIds.AUTHORITY)) {
      return hostLength < 0 ? "" : authorities.parse(base + hostOffset, hostLength);
    }
    String named = authorities.parse(base + authorityOffset, authorityLength);
    if (named != null && hostLength >= 0 && !isHost(named)) {
      return null;
    }
    return named;
  }

  /// "A server SHOULD treat a request as malformed if it contains a Host header field that
  /// identifies an entity that differs from the entity in the ":authority" pseudo-header field."
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1
  private boolean isHost(String named) {
    if (named.length() != hostLength) {
      return false;
    }
    for (int index = 0; index < hostLength; index++) {
      if (Ascii.lower(Memory.getByte(base + hostOffset + index))
          != Ascii.lower(named.charAt(index))) {
        return false;
      }
    }
    return true;
  }

  /// Copies the bytes to memory of its own, cookies joined.
  ///
  /// @return false when there is no memory
  @HotPath
  boolean keep(BufferPool pool) {
    int length = extent;
    Buffer kept = pool.acquireForHead(Math.max(1, length + joinedBytes()));
    if (kept == null) {
      return false;
    }
    buffer = kept;
    kept.put(base, length);
    base = kept.readAddress();
    fields.setBase(base);
    if (cookieCount > 0) {
      joinCookies(kept, length);
    }
    return true;
  }

  /// Bytes that joined cookies take.
  @HotPath
  private int joinedBytes() {
    return cookieCount > 1 ? cookieBytes : 0;
  }

  /// "If there are multiple Cookie header fields after decompression, these MUST be concatenated
  /// into a single octet string using the two-octet delimiter of 0x3b, 0x20".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.2.3
  @HotPath
  private void joinCookies(Buffer kept, int length) {
    if (cookieCount == 1) {
      fields.add(COOKIE, 0, 0, cookies[0], cookies[1]);
      return;
    }
    for (int index = 0; index < cookieCount; index++) {
      if (index > 0) {
        kept.put((byte) ';');
        kept.put((byte) ' ');
      }
      kept.put(base + cookies[index * 2], cookies[index * 2 + 1]);
    }
    fields.add(COOKIE, 0, 0, length, cookieBytes - 2);
  }

  /// Gives its memory back. The fields stay, for whoever is late.
  @HotPath
  void release(BufferPool pool) {
    fields.release();
    Buffer kept = buffer;
    if (kept != null) {
      buffer = null;
      pool.release(kept);
    }
  }

  // What it says.

  /// Whether it has more fields than it may, or larger ones than can be kept.
  @HotPath
  boolean hasTooMany() {
    return tooMany || extent + joinedBytes() > BufferPool.SIZE_MAX;
  }

  @HotPath
  FieldTable fields() {
    return fields;
  }

  @HotPath
  Priority priority() {
    return priority;
  }

  /// Whether it says how urgent it is.
  @HotPath
  boolean hasPriority() {
    return hasPriority;
  }

  /// Whether it came through a proxy, which may speak for many clients.
  @HotPath
  boolean isForwarded() {
    return forwarded;
  }

  @HotPath
  int methodId() {
    return methodId;
  }

  /// Content-Length, or -1.
  @HotPath
  long contentLength() {
    return contentLength;
  }

  @HotPath
  boolean expectsContinue() {
    return expectsContinue;
  }

  @HotPath
  String method() {
    return methodId != Methods.UNKNOWN ? Methods.name(methodId) : otherMethod;
  }

  /// As the client says: behind a proxy it is not what the connection would tell.
  String scheme() {
    return secure ? "https" : "http";
  }

  /// `null` for a plain CONNECT.
  @HotPath
  @Nullable RequestTarget target() {
    return target;
  }

  @HotPath
  String authority() {
    String known = authority;
    return known == null ? "" : known;
  }

  /// The protocol of an extended CONNECT, or `null`.
  @Nullable String protocol() {
    return protocol;
  }

  private String text(int offset, int length) {
    byte[] bytes = new byte[length];
    Memory.copyOut(base + offset, bytes, 0, length);
    return new String(bytes, ISO_8859_1);
  }
}
