package weft.hub.tls.engine;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// The keys under which session tickets are issued, newest first: one for new tickets, older ones
/// to read what was issued before.
///
/// Kept when certificates are read anew, so that clients go on resuming. Any thread.
public final class TicketKeys {
  /// Bytes of a key: name, MAC key, cipher key of 16 bytes each.
  public static final int KEY_BYTES = 48;

  private static final int KEYS_MAX = 3;

  private final SecureRandom random = new SecureRandom();
  private final AtomicReference<List<byte[]>> keys = new AtomicReference<>(List.of());

  /// Makes the first key.
  public TicketKeys() {
    rotate();
  }

  /// Makes a new key and forgets the oldest. Not on a hub's thread: randomness takes locks.
  public void rotate() {
    byte[] fresh = new byte[KEY_BYTES];
    random.nextBytes(fresh);
    keys.updateAndGet(present -> {
      List<byte[]> next = new ArrayList<>(KEYS_MAX);
      next.add(fresh);
      next.addAll(present.subList(0, Math.min(present.size(), KEYS_MAX - 1)));
      return List.copyOf(next);
    });
  }

  /// The keys, newest first.
  public List<byte[]> keys() {
    return keys.get();
  }
}
