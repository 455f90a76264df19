package weft.hub.tls;

import weft.hub.memory.Memory;

/// Looks at a peer's first bytes, which tell whether it speaks TLS at all. Keeps no buffer: a peer
/// that sends a single byte costs nothing more.
final class FirstBytes {
  /// What they are.
  enum Verdict {
    /// A TLS record.
    TLS,
    /// HTTP without TLS.
    PLAIN_HTTP,
    /// Something else.
    NOT_TLS,
    /// Too few to tell.
    UNKNOWN
  }

  /// Content types of records. RFC 8446 §5.1.
  private static final byte ALERT_RECORD = 21;

  private static final byte HANDSHAKE_RECORD = 22;

  private final boolean isClient;
  private boolean isTls;
  private int prefix;
  private int prefixLength;

  private FirstBytes(boolean isClient) {
    this.isClient = isClient;
  }

  /// Those a client gets.
  static FirstBytes ofServer() {
    return new FirstBytes(true);
  }

  /// Those a server gets.
  static FirstBytes ofClient() {
    return new FirstBytes(false);
  }

  /// Looks at more of them.
  Verdict see(long address, int length) {
    if (isTls) {
      return Verdict.TLS;
    }
    if (prefixLength == 0) {
      byte type = Memory.getByte(address);
      // A client begins with a handshake record; a server may answer that with an alert.
      if (type == HANDSHAKE_RECORD || (isClient && type == ALERT_RECORD)) {
        isTls = true;
        return Verdict.TLS;
      }
      if (!PlainHttp.mayBegin(type)) {
        return Verdict.NOT_TLS;
      }
    }
    for (int index = 0; index < length && prefixLength < PlainHttp.PREFIX; index++) {
      prefix |= (Memory.getByte(address + index) & 0xff) << (8 * prefixLength);
      prefixLength++;
    }
    if (prefixLength < PlainHttp.PREFIX) {
      return Verdict.UNKNOWN;
    }
    boolean isHttp = isClient ? PlainHttp.answers(prefix) : PlainHttp.begins(prefix);
    return isHttp ? Verdict.PLAIN_HTTP : Verdict.NOT_TLS;
  }
}
