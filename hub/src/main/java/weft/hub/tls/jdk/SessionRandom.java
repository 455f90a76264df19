package weft.hub.tls.jdk;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Random numbers for a client's engines, without a lock on hubs.
///
/// A server's session tickets come in records, which the hub reads, and the JDK wants a random name
/// for each session it keeps. The JDK's random numbers are behind a lock that virtual threads take
/// too (the deadlock law). While a record is read, numbers are hence hashes of a secret and a
/// counter: good as names, which is all they are used for then. Keys are made in handshake steps,
/// on the pool, from the JDK's numbers.
///
/// Any thread.
final class SessionRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private static final int SECRET_BYTES = 32;

  private final transient ThreadLocal<boolean[]> reading =
      ThreadLocal.withInitial(() -> new boolean[1]);
  private final transient MessageDigest secret;
  private final transient AtomicLong counter = new AtomicLong();

  SessionRandom() throws GeneralSecurityException {
    byte[] bytes = new byte[SECRET_BYTES];
    super.nextBytes(bytes);
    secret = MessageDigest.getInstance("SHA-256");
    secret.update(bytes);
  }

  /// This thread reads a record, or has read it.
  void reading(boolean begins) {
    reading.get()[0] = begins;
  }

  @Override
  public void nextBytes(byte[] target) {
    if (reading.get()[0]) {
      names(target);
    } else {
      super.nextBytes(target);
    }
  }

  private void names(byte[] target) {
    int filled = 0;
    while (filled < target.length) {
      byte[] block = block();
      int count = Math.min(block.length, target.length - filled);
      System.arraycopy(block, 0, target, filled, count);
      filled += count;
    }
  }

  private byte[] block() {
    try {
      MessageDigest digest = (MessageDigest) secret.clone();
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, counter.incrementAndGet()));
      return digest.digest();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("the JDK's digests can be copied", impossible);
    }
  }
}
