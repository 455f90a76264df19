package weft.hub.tls.boringssl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.X509ExtendedTrustManager;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.KeyMaterial;
import weft.hub.tls.engine.KeysByHost;
import weft.hub.tls.engine.ServerContext;
import weft.hub.tls.engine.ServerSettings;
import weft.hub.tls.engine.TicketKeys;
import weft.hub.tls.engine.TlsEngine;

/// One set of a server's certificates and settings in BoringSSL's form.
final class BoringServerContext implements ServerContext {
  /// Bytes of a server's flight beside its certificates: hello with a post-quantum share,
  /// signature, finished.
  private static final int FLIGHT_BASE = 6 * 1024;

  private final NativeSslContext context;
  private final ServerSettings settings;
  private final boolean offloads;
  private final int flightMax;

  private BoringServerContext(NativeSslContext context, ServerSettings settings)
      throws EngineRefused {
    this.context = context;
    this.settings = settings;
    this.offloads = settings.clientTrust() != null || signsSlowly(settings.identities());
    this.flightMax =
        FLIGHT_BASE
            + BoringSettings.chainBytes(settings.identities())
            + settings.clientAuthorities().length;
  }

  static BoringServerContext create(ServerSettings settings) throws EngineRefused {
    boolean allowsTls12 = BoringSettings.allowsTls12(settings.allowsTls12(), settings.ciphers());
    NativeSslContext context = NativeSslContext.ofServer(allowsTls12);
    boolean isComplete = false;
    try {
      BoringServerContext made = new BoringServerContext(context, settings);
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

  private void configure() throws EngineRefused {
    BoringSettings.groups(context, settings.groups());
    BoringSettings.ciphers(context, settings.ciphers());
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
    return BoringTlsEngine.ofServer(
        NativeSsl.ofServer(context.pointer(), flightMax), offloads, settings.clientTrust());
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
