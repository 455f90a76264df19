package weft.hub.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Private keys in the forms found in PEM files: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC1 (RFC
/// 5915), each encrypted or not.
final class PrivateKeys {
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

  private static final String RSA_OID = "1.2.840.113549.1.1.1";
  private static final String EC_OID = "1.2.840.10045.2.1";

  private PrivateKeys() {}

  /// Whether a block holds a private key.
  static boolean isKey(PemBlock block) {
    return block.label().endsWith("PRIVATE KEY");
  }

  /// Reads the key of a block.
  ///
  /// @throws GeneralSecurityException with a reason for people
  static PrivateKey read(PemBlock block, @Nullable String password)
      throws GeneralSecurityException {
    byte[] content =
        block.headers().containsKey("DEK-Info") ? decryptOld(block, password) : block.content();
    return switch (block.label()) {
      case "PRIVATE KEY" -> fromPkcs8(content);
      case "ENCRYPTED PRIVATE KEY" -> fromPkcs8(decrypt(content, password));
      case "RSA PRIVATE KEY" ->
          fromPkcs8(pkcs8(Der.sequence(Der.objectId(RSA_OID), Der.nothing()), content));
      case "EC PRIVATE KEY" ->
          fromPkcs8(pkcs8(Der.sequence(Der.objectId(EC_OID), curve(content)), content));
      default ->
          throw new InvalidKeySpecException("a key of kind " + block.label() + " is unknown");
    };
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return Der.sequence(Der.integer(BigInteger.ZERO), algorithm, Der.octets(key));
  }

  private static PrivateKey fromPkcs8(byte[] content) throws GeneralSecurityException {
    InvalidKeySpecException last = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
      } catch (InvalidKeySpecException otherKind) {
        last = otherKind;
      }
    }
    throw new InvalidKeySpecException("the key is damaged, or neither EC, RSA nor Ed25519", last);
  }

  /// The curve in an EC key by itself: the object identifier within its part `[0]`.
  private static byte[] curve(byte[] sec1) throws InvalidKeySpecException {
    for (int index = 0; index + 4 < sec1.length; index++) {
      if ((sec1[index] & 0xff) == 0xa0 && sec1[index + 2] == Der.OBJECT_ID) {
        int size = sec1[index + 3];
        if (sec1[index + 1] == size + 2 && size > 0 && index + 4 + size <= sec1.length) {
          return Arrays.copyOfRange(sec1, index + 2, index + 4 + size);
        }
      }
    }
    throw new InvalidKeySpecException("the EC key does not name its curve");
  }

  private static byte[] decrypt(byte[] content, @Nullable String password)
      throws GeneralSecurityException {
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(content);
      String scheme =
          info.getAlgName().equals("PBES2")
              ? info.getAlgParameters().toString()
              : info.getAlgName();
      Key key =
          SecretKeyFactory.getInstance(scheme)
              .generateSecret(new PBEKeySpec(required(password).toCharArray()));
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
      return info.getKeySpec(cipher).getEncoded();
    } catch (IOException | InvalidKeySpecException damaged) {
      throw new GeneralSecurityException("the password is wrong or the key damaged", damaged);
    }
  }

  private static String required(@Nullable String password) throws GeneralSecurityException {
    if (password == null) {
      throw new GeneralSecurityException("the key is encrypted and no password was given");
    }
    return password;
  }

  /// The way OpenSSL encrypted keys before PKCS#8: `DEK-Info: AES-256-CBC,<hex>`.
  private static byte[] decryptOld(PemBlock block, @Nullable String password)
      throws GeneralSecurityException {
    String[] info = block.headers().getOrDefault("DEK-Info", "").split(",", 2);
    String name = info[0].toUpperCase(Locale.ROOT);
    byte[] start;
    try {
      start = HexFormat.of().parseHex(info.length < 2 ? "" : info[1].strip());
    } catch (IllegalArgumentException damaged) {
      throw new GeneralSecurityException("the header DEK-Info is damaged", damaged);
    }
    int keyBytes =
        switch (name) {
          case "AES-128-CBC" -> 16;
          case "AES-192-CBC", "DES-EDE3-CBC" -> 24;
          case "AES-256-CBC" -> 32;
          default -> throw new GeneralSecurityException("cipher " + name + " is unknown");
        };
    if (start.length < 8) {
      throw new GeneralSecurityException("the header DEK-Info is damaged");
    }
    boolean isDes = name.startsWith("DES");
    byte[] key = oldKey(required(password), Arrays.copyOf(start, 8), keyBytes);
    Cipher cipher = Cipher.getInstance(isDes ? "DESede/CBC/PKCS5Padding" : "AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, isDes ? "DESede" : "AES"),
        new IvParameterSpec(start));
    try {
      byte[] content = cipher.doFinal(block.content());
      if (!isSequence(content)) {
        // One wrong password in 256 leaves an end that looks like padding.
        throw new InvalidKeySpecException("what was decrypted is no key");
      }
      return content;
    } catch (GeneralSecurityException wrong) {
      throw new GeneralSecurityException("the password is wrong or the key damaged", wrong);
    }
  }

  /// Whether this is one sequence and nothing else, as keys are: written anew it is the same.
  private static boolean isSequence(byte[] content) {
    for (int head = 2; head <= Math.min(5, content.length); head++) {
      byte[] inside = Arrays.copyOfRange(content, head, content.length);
      if (Arrays.equals(Der.sequence(inside), content)) {
        return true;
      }
    }
    return false;
  }

  /// OpenSSL's `EVP_BytesToKey` with MD5 and one round: what such files were written with.
  private static byte[] oldKey(String password, byte[] salt, int size)
      throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("MD5");
    byte[] key = new byte[0];
    byte[] last = new byte[0];
    while (key.length < size) {
      digest.update(last);
      digest.update(password.getBytes(StandardCharsets.UTF_8));
      last = digest.digest(salt);
      int filled = key.length;
      key = Arrays.copyOf(key, filled + last.length);
      System.arraycopy(last, 0, key, filled, last.length);
    }
    return Arrays.copyOf(key, size);
  }
}
