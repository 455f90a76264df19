package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.Memory;

/// Settings ([RFC 9113 §6.5.2](https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2)) as a peer has
/// announced them, as far as they concern us.
final class PeerSettings {
  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;
  static final int MAX_FRAME_SIZE = 5;
  static final int MAX_HEADER_LIST_SIZE = 6;

  /// RFC 8441 §3.
  static final int ENABLE_CONNECT_PROTOCOL = 8;

  /// RFC 9218 §2.1.
  static final int NO_RFC7540_PRIORITIES = 9;

  /// Bytes of one setting.
  static final int ENTRY_BYTES = 6;

  private static final int FRAME_BYTES_LEAST = 16_384;
  private static final int FRAME_BYTES_MOST = 16_777_215;

  /// The greatest value of ENABLE_PUSH: a server must not push to itself.
  private final int pushMax;

  private boolean takesPushes = true;
  private boolean takesExtendedConnect;
  private int streamsMax = Integer.MAX_VALUE;
  private int initialWindow = 65_535;
  private int headerTable = 4096;
  private int headerTableLeast = 4096;

  private PeerSettings(int pushMax) {
    this.pushMax = pushMax;
  }

  /// What a client announces.
  static PeerSettings ofClient() {
    return new PeerSettings(1);
  }

  /// What a server announces: "A server MUST NOT explicitly set this value to 1".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2
  static PeerSettings ofServer() {
    return new PeerSettings(0);
  }

  /// Whether a client takes pushes; it does unless it says otherwise.
  boolean takesPushes() {
    return takesPushes;
  }

  /// Whether a server takes CONNECT requests that name a protocol (RFC 8441).
  boolean takesExtendedConnect() {
    return takesExtendedConnect;
  }

  /// Streams we may have open at a time.
  int streamsMax() {
    return streamsMax;
  }

  /// Window of a new stream, in bytes.
  int initialWindow() {
    return initialWindow;
  }

  /// Largest header table the peer keeps, in bytes.
  int headerTable() {
    return headerTable;
  }

  /// The least that size was within the last frame: what a table loses on the way is lost.
  int headerTableLeast() {
    return headerTableLeast;
  }

  /// Takes the payload of a SETTINGS frame, entry by entry.
  ///
  /// @param length a multiple of [#ENTRY_BYTES]
  /// @return what is wrong with it, or `null`
  @Nullable Http2Fault take(long payload, int length) {
    headerTableLeast = headerTable;
    for (long at = payload; at < payload + length; at += ENTRY_BYTES) {
      int id = Short.reverseBytes(Memory.getShort(at)) & 0xffff;
      long value = Integer.reverseBytes(Memory.getInt(at + 2)) & 0xffff_ffffL;
      Http2Fault fault = take(id, value);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private @Nullable Http2Fault take(int id, long value) {
    switch (id) {
      case HEADER_TABLE_SIZE -> {
        headerTable = (int) Math.min(value, Integer.MAX_VALUE);
        headerTableLeast = Math.min(headerTableLeast, headerTable);
      }
      case ENABLE_PUSH -> {
        if (value > pushMax) {
          return Http2Fault.BAD_SETTING;
        }
        takesPushes = value != 0;
      }
      case MAX_CONCURRENT_STREAMS -> streamsMax = (int) Math.min(value, Integer.MAX_VALUE);
      case ENABLE_CONNECT_PROTOCOL -> {
        // "A sender MUST NOT send a SETTINGS_ENABLE_CONNECT_PROTOCOL parameter with the value of 0
        // after previously sending a value of 1."
        // https://www.rfc-editor.org/rfc/rfc8441#section-3
        if (value > 1 || (value == 0 && takesExtendedConnect)) {
          return Http2Fault.BAD_SETTING;
        }
        takesExtendedConnect = value != 0;
      }
      case NO_RFC7540_PRIORITIES -> {
        if (value > 1) {
          return Http2Fault.BAD_SETTING;
        }
      }
      case INITIAL_WINDOW_SIZE -> {
        if (value > SendWindow.MAX) {
          return Http2Fault.BAD_WINDOW_SETTING;
        }
        initialWindow = (int) value;
      }
      case MAX_FRAME_SIZE -> {
        if (value < FRAME_BYTES_LEAST || value > FRAME_BYTES_MOST) {
          return Http2Fault.BAD_SETTING;
        }
      }
      default -> {
        // Others are advice we do not need, or extensions we do not know.
      }
    }
    return null;
  }
}
