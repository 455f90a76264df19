package weft.hub.tls;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.engine.ClientContext;
import weft.hub.tls.engine.ClientSettings;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.KeyMaterial;
import weft.hub.tls.engine.ServerJudge;

/// Trust, certificate and settings of clients that speak TLS, and the sessions they take up again;
/// one serves any number of connections on all hubs, which [TlsConnection#connect] makes.
///
/// Files are read once: for other ones, make another. Any thread but a bare hub thread, unless a
/// method says otherwise.
public final class TlsClient implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("weft.hub.tls");

  private final TlsClientOptions options;
  private final SelectedLibrary selected;
  private final TlsCounting counting = new TlsCounting();
  private final @Nullable KeyLogFile keyLog;
  private final SharedContext<ClientContext> shared;
  private final AtomicBoolean closed = new AtomicBoolean();

  private TlsClient(TlsClientOptions options, SelectedLibrary selected) throws TlsConfigError {
    this.options = options;
    this.selected = selected;
    this.keyLog = KeyLogFile.open(options.keyLog());
    try {
      this.shared = load();
    } catch (TlsConfigError refused) {
      if (keyLog != null) {
        keyLog.close();
      }
      throw refused;
    }
  }

  /// Reads everything and makes sure that it works.
  ///
  /// @throws TlsConfigError when a file or an option cannot be used; nothing is left behind
  public static TlsClient create(TlsClientOptions options) throws TlsConfigError {
    SelectedLibrary selected = SelectedLibrary.select(options.provider());
    TlsClient client = new TlsClient(options, selected);
    selected.tell(LOG);
    if (!options.checksServer()) {
      LOG.log(
          Level.WARNING,
          "certificates of servers are not checked: anybody on the way may read and change what is"
              + " sent");
    }
    return client;
  }

  private SharedContext<ClientContext> load() throws TlsConfigError {
    TlsIdentity shown = options.identity();
    KeyMaterial identity = shown == null ? null : new IdentityLoader(Instant.now()).load(shown);
    // Even when nothing is checked: a file that is named and cannot be read is a mistake.
    PeerTrust trust = PeerTrust.inServers(options.trustAnchors(), options.revocationLists());
    ClientSettings settings =
        new ClientSettings(
            new ServerJudge(options.checksServer() ? trust.manager() : null),
            identity,
            options.minimumVersion() == TlsVersion.TLS_1_2,
            options.ciphers(),
            options.groups(),
            options.resumes(),
            keyLog == null ? null : keyLog::append);
    try {
      return new SharedContext<>(selected.library().clientContext(settings));
    } catch (EngineRefused refused) {
      throw new TlsConfigError(provider(), String.valueOf(refused.getMessage()), refused.remedy());
    }
  }

  /// Who does the cryptography: `BoringSSL` or `JDK`.
  public String provider() {
    return selected.library().name();
  }

  /// Why that one, as a clause: `it loads on this system`.
  public String providerReason() {
    return selected.reason();
  }

  /// The options it was made with.
  public TlsClientOptions options() {
    return options;
  }

  /// What has happened so far. Any thread.
  public TlsCounters counters() {
    return counting.snapshot();
  }

  /// Gives everything back when the last connection has ended; no more can be made. The second call
  /// does nothing.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      if (keyLog != null) {
        keyLog.close();
      }
      shared.leave();
    }
  }

  // For connections, on hubs.

  /// The context for a new connection, entered; `null` when the client is closed.
  @Nullable SharedContext<ClientContext> enter() {
    return !closed.get() && shared.enter() ? shared : null;
  }

  /// Connections that use it, and one for the client until it is closed.
  int users() {
    return shared.users();
  }

  TlsCounting counting() {
    return counting;
  }
}
