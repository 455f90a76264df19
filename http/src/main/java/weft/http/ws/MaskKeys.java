package weft.http.ws;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import weft.hub.memory.HotPath;

/// Keys that mask what a client sends: "derived from a strong source of entropy", "chosen at random
/// for each frame" ([RFC 6455 §10.3](https://www.rfc-editor.org/rfc/rfc6455#section-10.3)).
///
/// The stream of ChaCha20 under a key of the system's, because asking the system for each one takes
/// a lock. Used on one hub's thread; made on any other but the bare one.
final class MaskKeys {
  private static final byte[] ZEROS = new byte[1024];

  private final Cipher cipher;
  private final byte[] keys = new byte[ZEROS.length];
  private int next = ZEROS.length;

  MaskKeys() {
    byte[] seed = new byte[32];
    new SecureRandom().nextBytes(seed);
    try {
      cipher = Cipher.getInstance("ChaCha20");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(seed, "ChaCha20"),
          new ChaCha20ParameterSpec(new byte[12], 0));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("the JDK has no ChaCha20", missing);
    }
  }

  /// A fresh key; never 0, which would mean that nothing is masked.
  @HotPath
  int next() {
    int key = 0;
    while (key == 0) {
      if (next == keys.length) {
        refillSlow();
      }
      key =
          (keys[next] & 0xff)
              | (keys[next + 1] & 0xff) << 8
              | (keys[next + 2] & 0xff) << 16
              | (keys[next + 3] & 0xff) << 24;
      next += 4;
    }
    return key;
  }

  private void refillSlow() {
    try {
      cipher.update(ZEROS, 0, ZEROS.length, keys, 0);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("there is room for as many keys", impossible);
    }
    next = 0;
  }
}
