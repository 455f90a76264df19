package weft.hub.tls.boringssl;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.X509ExtendedTrustManager;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.EngineSettings;
import weft.hub.tls.engine.KeyMaterial;
import weft.hub.tls.engine.KeysByHost;
import weft.hub.tls.engine.TicketKeys;
import weft.hub.tls.engine.TlsContext;
import weft.hub.tls.engine.TlsEngine;

/// One set of certificates and settings in BoringSSL's form.
final class BoringTlsContext implements TlsContext {
  /// Bytes of a server's flight beside its certificates: hello with a post-quantum share,
  /// signature, finished.
  private static final int FLIGHT_BASE = 6 * 1024;

  private static final List<String> TLS13 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /// Forward secrecy and authenticated encryption only.
  private static final List<String> MODERN =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final NativeSslContext context;
  private final EngineSettings settings;
  private final boolean offloads;
  private final int flightMax;

  private BoringTlsContext(NativeSslContext context, EngineSettings settings) throws EngineRefused {
    this.context = context;
    this.settings = settings;
    this.offloads = settings.clientTrust() != null || signsSlowly(settings.identities());
    this.flightMax = flightMax(settings);
  }

  static BoringTlsContext create(EngineSettings settings) throws EngineRefused {
    // With suites of TLS 1.3 only, nothing is left for 1.2.
    boolean excludes12 = !settings.ciphers().isEmpty() && TLS13.containsAll(settings.ciphers());
    NativeSslContext context = new NativeSslContext(settings.allowsTls12() && !excludes12);
    boolean isComplete = false;
    try {
      BoringTlsContext made = new BoringTlsContext(context, settings);
      made.configure();
      isComplete = true;
      return made;
    } finally {
      if (!isComplete) {
        context.free();
      }
    }
  }

  private static boolean signsSlowly(List<KeyMaterial> identities) {
    for (KeyMaterial identity : identities) {
      if (identity.signsSlowly()) {
        return true;
      }
    }
    return false;
  }

  private static int flightMax(EngineSettings settings) throws EngineRefused {
    int chainMax = 0;
    try {
      for (KeyMaterial identity : settings.identities()) {
        int size = 0;
        for (X509Certificate certificate : identity.chain()) {
          size += certificate.getEncoded().length + 16;
        }
        chainMax = Math.max(chainMax, size);
      }
    } catch (CertificateEncodingException broken) {
      throw new EngineRefused("a certificate has no encoding", "make it anew");
    }
    return FLIGHT_BASE + chainMax + settings.clientAuthorities().length;
  }

  private void configure() throws EngineRefused {
    groups();
    ciphers();
    context.applicationProtocols(settings.applicationProtocols());
    TicketKeys tickets = settings.ticketKeys();
    if (tickets == null) {
      context.withoutTickets();
    } else {
      context.ticketKeys(tickets);
    }
    Consumer<byte[]> log = settings.keyLog();
    if (log != null) {
      context.keyLog((_, line) -> log.accept(line));
    }
    X509ExtendedTrustManager trust = settings.clientTrust();
    if (trust != null) {
      context.clientVerification(
          settings.needsClientCertificate(),
          new ClientVerifier(trust),
          settings.clientAuthorities());
    }
    credentials();
  }

  /// Leaves out what this build lacks.
  private void groups() throws EngineRefused {
    List<String> known = new ArrayList<>();
    for (String group : settings.groups()) {
      if (context.groups(List.of(group))) {
        known.add(group);
      }
    }
    if (known.isEmpty() || !context.groups(known)) {
      throw new EngineRefused(
          "BoringSSL knows none of the groups " + settings.groups(), "add X25519 or P-256");
    }
  }

  /// Suites of TLS 1.3 cannot be chosen; those of 1.2 are tried one by one, to name the unknown.
  private void ciphers() throws EngineRefused {
    List<String> chosen = new ArrayList<>();
    for (String cipher : settings.ciphers().isEmpty() ? MODERN : settings.ciphers()) {
      if (!TLS13.contains(cipher)) {
        context.ciphers(List.of(cipher));
        chosen.add(cipher);
      }
    }
    if (!chosen.isEmpty()) {
      context.ciphers(chosen);
    }
  }

  private void credentials() throws EngineRefused {
    // In order: BoringSSL takes the first that the client can use.
    Map<KeyMaterial, Long> credentials = new LinkedHashMap<>();
    for (KeyMaterial identity : settings.identities()) {
      credentials.put(identity, context.credential(identity));
    }
    KeysByHost keys = new KeysByHost(settings.identities());
    List<KeyMaterial> fallback = keys.forHost(null);
    if (fallback.size() == settings.identities().size()) {
      for (long credential : credentials.values()) {
        context.preset(credential);
      }
      return;
    }
    context.choose(keys, credentials);
  }

  @Override
  public TlsEngine newEngine() {
    return new BoringTlsEngine(
        new NativeSsl(context.pointer(), flightMax), offloads, settings.clientTrust() != null);
  }

  @Override
  public void ticketKeysChanged() {
    TicketKeys tickets = settings.ticketKeys();
    if (tickets != null) {
      context.ticketKeys(tickets);
    }
  }

  @Override
  public void close() {
    context.free();
  }
}
