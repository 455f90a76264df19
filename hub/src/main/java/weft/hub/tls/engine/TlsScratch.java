package weft.hub.tls.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.Buffer;

/// Room for one record of each kind, shared by all connections of a thread: nothing in it outlives
/// a call, so idle connections hold none, and it can never run out.
public final class TlsScratch {
  /// Longest record with header. RFC 8446 §5.2 and, for TLS 1.2, RFC 5246 §6.2.3.
  public static final int RECORD_MAX = TlsEngine.PLAIN_MAX + 2048 + 5;

  private static final ThreadLocal<TlsScratch> OF_THREAD = ThreadLocal.withInitial(TlsScratch::new);

  /// Handshake steps on a hub between two looks at the clock; each takes 0.2 ms at most.
  private static final int HANDSHAKES_MAX = 32;

  private final MemorySegment received;
  private final MemorySegment gathered;
  private byte @Nullable [] plain;
  private byte @Nullable [] record;

  private long handshakesAt = Long.MIN_VALUE;
  private int handshakes;

  private TlsScratch() {
    received = Arena.ofAuto().allocate(TlsEngine.PLAIN_MAX + Buffer.TAIL_PAD, 64);
    gathered = Arena.ofAuto().allocate(TlsEngine.PLAIN_MAX + Buffer.TAIL_PAD, 64);
  }

  /// That of the calling thread.
  public static TlsScratch get() {
    return OF_THREAD.get();
  }

  /// Whether one more handshake step may run on this hub now.
  ///
  /// @param nowNanos the turn's time
  public boolean admitsHandshake(long nowNanos) {
    if (nowNanos != handshakesAt) {
      handshakesAt = nowNanos;
      handshakes = 0;
    }
    return handshakes++ < HANDSHAKES_MAX;
  }

  /// Address of room for the plain bytes of a received record, with the slack receivers may use.
  public long received() {
    return received.address();
  }

  /// Address of room for plain bytes that are gathered into a record.
  public long gathered() {
    return gathered.address();
  }

  /// An array for the plain bytes of a record.
  public byte[] plain() {
    byte[] present = plain;
    if (present == null) {
      present = new byte[RECORD_MAX];
      plain = present;
    }
    return present;
  }

  /// An array for a record.
  public byte[] record() {
    byte[] present = record;
    if (present == null) {
      present = new byte[RECORD_MAX];
      record = present;
    }
    return present;
  }
}
