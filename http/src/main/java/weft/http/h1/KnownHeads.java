package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.FieldNames;
import weft.http.FieldTable;
import weft.http.protocol.InternTable;
import weft.http.protocol.Methods;
import weft.hub.memory.HotPath;

/// Heads that come again and again, byte for byte, as those of clients that poll and of services
/// that call each other: what was parsed once is not parsed again.
///
/// That is no guess, since nothing but the bytes of a head, and the limits of a hub, which do not
/// change, say what it means. Each head has one place, by its beginning. Of the heads that are not
/// known each sixteenth is looked at, and kept when it is the one that was looked at before it in
/// its place, so a flood of different heads makes nothing.
///
/// Not kept are heads that do more than ask for something and bring a counted body, and those with
/// credentials: these should not stay in memory, and how long it takes to compare them should tell
/// nobody anything. Confined to a hub.
final class KnownHeads {
  /// Shortest head kept, in bytes: as many as say in which place it is looked for.
  private static final int BYTES_MIN = 32;

  /// Longest head kept, in bytes.
  static final int BYTES_MAX = 1024;

  private static final int SIZE_SHIFT = 6;
  private static final int LOOK_MASK = 15;

  private static final int[] CREDENTIALS = {
    FieldNames.id("authorization"), FieldNames.id("proxy-authorization"), FieldNames.id("cookie")
  };

  private final @Nullable KnownHead[] heads = new KnownHead[1 << SIZE_SHIFT];
  private final long[] seen = new long[1 << SIZE_SHIFT];
  private int unknown;

  KnownHeads() {}

  /// The head that these bytes begin with, or `null`.
  ///
  /// @param length bytes received
  @HotPath
  @Nullable KnownHead get(long address, int length) {
    if (length < BYTES_MIN) {
      return null;
    }
    KnownHead head = heads[slot(address)];
    return head != null && head.length <= length && head.isAt(address) ? head : null;
  }

  /// Looks at a head that was not known.
  ///
  /// @param length its bytes
  /// @param message that has copied it
  @HotPath
  void parsed(long address, int length, Http1Message message) {
    unknown++;
    if ((unknown & LOOK_MASK) == 0) {
      lookSlow(address, length, message);
    }
  }

  private void lookSlow(long address, int length, Http1Message message) {
    if (length < BYTES_MIN || length > BYTES_MAX || !isPlain(message)) {
      return;
    }
    int slot = slot(address);
    long hash = InternTable.hash(address, length);
    if (seen[slot] == hash) {
      heads[slot] = new KnownHead(address, length, message);
    }
    seen[slot] = hash;
  }

  private static boolean isPlain(Http1Message message) {
    HeadParser parser = message.parser;
    Framing framing = parser.framing();
    return parser.methodId() != Methods.UNKNOWN
        && parser.minorVersion() == 1
        && framing.keepAlive
        && !framing.chunked
        && !framing.expectsContinue
        && !framing.upgradesToHttp2
        && !hasCredentials(message.fields());
  }

  private static boolean hasCredentials(FieldTable fields) {
    for (int id : CREDENTIALS) {
      if (fields.find(id, FieldNames.name(id), 0) >= 0) {
        return true;
      }
    }
    return false;
  }

  /// The place of a head, by its first [#BYTES_MIN] bytes.
  @HotPath
  private static int slot(long address) {
    return (int) (InternTable.hash(address, BYTES_MIN) >>> (64 - SIZE_SHIFT));
  }
}
