package weft.hub.tls.boringssl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.engine.ClientContext;
import weft.hub.tls.engine.ClientSettings;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.KeyMaterial;
import weft.hub.tls.engine.ServerName;
import weft.hub.tls.engine.TlsEngine;

/// One set of a client's settings in BoringSSL's form.
///
/// netty-tcnative sets application protocols for a whole `SSL_CTX*` only, so there is one for each
/// list of them: a client knows few. They are made when first asked for, which takes no lock.
final class BoringClientContext implements ClientContext {
  /// Bytes of a client's flight beside its certificates and tickets.
  private static final int FLIGHT_BASE = 6 * 1024;

  /// Longest ticket, RFC 8446 §4.6.1, with what is around it.
  private static final int TICKET_MAX = 66 * 1024;

  /// Lists of application protocols.
  private static final int LISTS_MAX = 16;

  private final ClientSettings settings;
  private final ServerVerifier verifier;
  private final NativeSslContext first;
  private final long credential;
  private final int flightMax;
  private final @Nullable ClientSessions sessions;
  private final AtomicReference<Map<List<String>, NativeSslContext>> contexts;

  private BoringClientContext(ClientSettings settings, NativeSslContext first)
      throws EngineRefused {
    KeyMaterial identity = settings.identity();
    this.settings = settings;
    this.verifier = new ServerVerifier(settings.judge());
    this.first = first;
    this.credential = identity == null ? 0 : first.credential(identity);
    this.flightMax =
        FLIGHT_BASE + BoringSettings.chainBytes(identity == null ? List.of() : List.of(identity));
    this.sessions = settings.resumes() ? new ClientSessions() : null;
    this.contexts = new AtomicReference<>(Map.of(List.of(), first));
    configure(first, List.of());
  }

  static BoringClientContext create(ClientSettings settings) throws EngineRefused {
    NativeSslContext first = fresh(settings);
    boolean isComplete = false;
    try {
      BoringClientContext made = new BoringClientContext(settings, first);
      isComplete = true;
      return made;
    } finally {
      if (!isComplete) {
        first.free();
      }
    }
  }

  private static NativeSslContext fresh(ClientSettings settings) throws EngineRefused {
    return NativeSslContext.ofClient(
        BoringSettings.allowsTls12(settings.allowsTls12(), settings.ciphers()));
  }

  private void configure(NativeSslContext context, List<String> applicationProtocols)
      throws EngineRefused {
    BoringSettings.groups(context, settings.groups());
    BoringSettings.ciphers(context, settings.ciphers());
    context.applicationProtocols(applicationProtocols);
    context.verification(true, verifier);
    if (sessions == null) {
      context.withoutTickets();
    } else {
      context.keepSessions(sessions);
    }
    Consumer<byte[]> log = settings.keyLog();
    if (log != null) {
      context.keyLog((_, line) -> log.accept(line));
    }
    if (credential != 0) {
      context.preset(credential);
    }
  }

  @Override
  public TlsEngine newEngine(ServerName server, List<String> applicationProtocols) {
    NativeSslContext context = contextFor(applicationProtocols);
    ClientSessions kept = sessions;
    String key = kept == null ? null : key(server, applicationProtocols);
    SessionTable.Entry session = kept == null || key == null ? null : kept.take(key);
    NativeSsl ssl =
        NativeSsl.ofClient(context.pointer(), flightMax + (session == null ? 0 : TICKET_MAX));
    if (!server.isAddress()) {
      ssl.nameServer(server.host());
    }
    if (kept != null && session != null) {
      kept.use(session, ssl);
    }
    return BoringTlsEngine.ofClient(ssl, new ClientNativeCall(server, key));
  }

  private static String key(ServerName server, List<String> applicationProtocols) {
    return server.host() + ":" + server.port() + "/" + String.join(",", applicationProtocols);
  }

  private NativeSslContext contextFor(List<String> applicationProtocols) {
    while (true) {
      Map<List<String>, NativeSslContext> present = contexts.get();
      NativeSslContext context = present.get(applicationProtocols);
      if (context != null) {
        return context;
      }
      if (present.size() >= LISTS_MAX) {
        throw new IllegalArgumentException(
            "a client has " + LISTS_MAX + " lists of application protocols at most");
      }
      NativeSslContext made = make(applicationProtocols);
      Map<List<String>, NativeSslContext> more = new HashMap<>(present);
      more.put(List.copyOf(applicationProtocols), made);
      if (contexts.compareAndSet(present, more)) {
        return made;
      }
      made.free();
    }
  }

  private NativeSslContext make(List<String> applicationProtocols) {
    try {
      NativeSslContext made = fresh(settings);
      configure(made, applicationProtocols);
      return made;
    } catch (EngineRefused impossible) {
      throw new IllegalStateException("the first context took these settings", impossible);
    }
  }

  @Override
  public void close() {
    if (sessions != null) {
      sessions.clear();
    }
    for (NativeSslContext context : contexts.get().values()) {
      if (context != first) {
        context.free();
      }
    }
    // Last: the credential is in it.
    first.free();
  }
}
