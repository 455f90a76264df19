package weft.hub.tls.boringssl;

import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.internal.tcnative.SSLCredential;
import io.netty.internal.tcnative.SSLSessionCache;
import io.netty.internal.tcnative.SessionTicketKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import weft.hub.memory.Memory;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.KeyMaterial;
import weft.hub.tls.engine.KeysByHost;
import weft.hub.tls.engine.TicketKeys;

/// One `SSL_CTX*` with its credentials, and every call on them.
///
/// Set up by one thread, then shared. Nothing after [#free].
final class NativeSslContext {
  private static final int CERTIFICATE_DEPTH = 10;

  private long context;
  private final List<Long> credentials = new ArrayList<>();

  private NativeSslContext(boolean allowsTls12, int role) throws EngineRefused {
    int protocols = SSL.SSL_PROTOCOL_TLSV1_3 | (allowsTls12 ? SSL.SSL_PROTOCOL_TLSV1_2 : 0);
    context = NativeCall.of("a context", () -> SSLContext.make(protocols, role));
    SSLContext.setMode(
        context,
        SSLContext.getMode(context)
            | SSL.SSL_MODE_RELEASE_BUFFERS
            | SSL.SSL_MODE_ENABLE_PARTIAL_WRITE
            | SSL.SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Servers' sessions are kept by clients, in tickets: a table of them here would only grow.
    SSLContext.setSessionCacheMode(context, SSL.SSL_SESS_CACHE_OFF);
    SSLContext.setSessionIdContext(context, "weft".getBytes(StandardCharsets.US_ASCII));
    SSLContext.setUseTasks(context, false);
  }

  static NativeSslContext ofServer(boolean allowsTls12) throws EngineRefused {
    NativeSslContext made = new NativeSslContext(allowsTls12, SSL.SSL_MODE_SERVER);
    SSLContext.setOptions(made.context, SSL.SSL_OP_CIPHER_SERVER_PREFERENCE);
    return made;
  }

  static NativeSslContext ofClient(boolean allowsTls12) throws EngineRefused {
    return new NativeSslContext(allowsTls12, SSL.SSL_MODE_CLIENT);
  }

  /// Has a client's sessions handed out, and none kept in here.
  void keepSessions(SSLSessionCache keeper) {
    SSLContext.setSessionCacheMode(
        context,
        SSL.SSL_SESS_CACHE_CLIENT
            | SSL.SSL_SESS_CACHE_NO_INTERNAL_LOOKUP
            | SSL.SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSLContext.setSSLSessionCache(context, keeper);
  }

  long pointer() {
    return context;
  }

  void applicationProtocols(List<String> names) {
    if (!names.isEmpty()) {
      SSLContext.setAlpnProtos(
          context, names.toArray(new String[0]), SSL.SSL_SELECTOR_FAILURE_NO_ADVERTISE);
    }
  }

  /// Whether BoringSSL knows all of these groups.
  boolean groups(List<String> names) {
    boolean known = SSLContext.setCurvesList(context, names.toArray(new String[0]));
    SSL.clearError();
    return known;
  }

  /// Sets the suites of TLS 1.2; those of 1.3 are fixed.
  void ciphers(List<String> names) throws EngineRefused {
    String list = String.join(":", names);
    try {
      NativeCall.of("cipher suites " + list, () -> SSLContext.setCipherSuite(context, list, false));
    } catch (EngineRefused unknown) {
      throw new EngineRefused(
          "cipher suite " + list + " is unknown to BoringSSL",
          "use IANA names such as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }
  }

  void withoutTickets() {
    SSLContext.setOptions(context, SSL.SSL_OP_NO_TICKET);
  }

  void ticketKeys(TicketKeys keys) {
    List<SessionTicketKey> form = new ArrayList<>();
    for (byte[] key : keys.keys()) {
      form.add(
          new SessionTicketKey(
              Arrays.copyOfRange(key, 0, 16),
              Arrays.copyOfRange(key, 16, 32),
              Arrays.copyOfRange(key, 32, 48)));
    }
    SSLContext.setSessionTicketKeys(context, form.toArray(new SessionTicketKey[0]));
  }

  void keyLog(KeyLogCallback log) {
    SSLContext.setKeyLogCallback(context, log);
  }

  /// Has the peer's certificates judged.
  void verification(boolean required, CertificateVerifier verifier) {
    SSLContext.setVerify(
        context, required ? SSL.SSL_CVERIFY_REQUIRED : SSL.SSL_CVERIFY_OPTIONAL, CERTIFICATE_DEPTH);
    SSLContext.setCertVerifyCallback(context, verifier);
  }

  void clientVerification(boolean required, CertificateVerifier verifier, byte[] authorities)
      throws EngineRefused {
    verification(required, verifier);
    long pem = memory(authorities);
    try {
      if (!SSLContext.setCACertificateBio(context, pem)) {
        throw new EngineRefused(
            "BoringSSL refuses the authorities of clients", "check the PEM files");
      }
    } finally {
      SSL.freeBIO(pem);
    }
  }

  /// Makes a credential; it lives as long as this.
  long credential(KeyMaterial material) throws EngineRefused {
    long credential = NativeCall.of("a credential", SSLCredential::newX509);
    credentials.add(credential);
    long chain = memory(chainPem(material.chain()));
    long key = memory(pem("PRIVATE KEY", material.key().getEncoded()));
    try {
      long parsedChain = NativeCall.of("the certificate chain", () -> SSL.parseX509Chain(chain));
      try {
        NativeCall.of(
            "the certificate chain",
            () -> {
              SSLCredential.setCertChain(credential, parsedChain);
              return true;
            });
      } finally {
        SSL.freeX509Chain(parsedChain);
      }
      long parsedKey = NativeCall.of("the private key", () -> SSL.parsePrivateKey(key, null));
      try {
        NativeCall.of(
            "the private key",
            () -> {
              SSLCredential.setPrivateKey(credential, parsedKey);
              return true;
            });
      } finally {
        SSL.freePrivateKey(parsedKey);
      }
    } finally {
      SSL.freeBIO(chain);
      SSL.freeBIO(key);
    }
    return credential;
  }

  /// All connections use this credential.
  void preset(long credential) throws EngineRefused {
    NativeCall.of(
        "a credential",
        () -> {
          SSLContext.addCredential(context, credential);
          return true;
        });
  }

  /// The host a client asks for decides which credentials its connection gets.
  void choose(KeysByHost keys, Map<KeyMaterial, Long> credentialOf) {
    SSLContext.setCertificateCallback(
        context,
        (ssl, _, _) -> {
          for (KeyMaterial identity : keys.forHost(SSL.getSniHostname(ssl))) {
            SSL.addCredential(ssl, Objects.requireNonNull(credentialOf.get(identity)));
          }
        });
  }

  private static byte[] chainPem(List<X509Certificate> chain) throws EngineRefused {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : chain) {
        text.append(
            new String(pem("CERTIFICATE", certificate.getEncoded()), StandardCharsets.US_ASCII));
      }
    } catch (CertificateEncodingException broken) {
      throw new EngineRefused("a certificate has no encoding", "make it anew");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] pem(String what, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    String text =
        "-----BEGIN "
            + what
            + "-----\n"
            + lines.encodeToString(content)
            + "\n-----END "
            + what
            + "-----\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// A channel that holds bytes.
  private static long memory(byte[] content) throws EngineRefused {
    long channel = NativeCall.of("memory", SSL::newMemBIO);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(content.length);
      Memory.copyIn(content, 0, copy.address(), content.length);
      SSL.bioWrite(channel, copy.address(), content.length);
      Memory.clear(copy.address(), content.length);
    }
    return channel;
  }

  void free() {
    if (context != 0) {
      SSLContext.free(context);
      context = 0;
      for (long credential : credentials) {
        release(credential);
      }
      credentials.clear();
    }
  }

  private static void release(long credential) {
    try {
      NativeCall.of(
          "to free a credential",
          () -> {
            SSLCredential.free(credential);
            return true;
          });
    } catch (EngineRefused leaked) {
      // It was ours and is forgotten; nothing can be done about it.
      return;
    }
  }
}
