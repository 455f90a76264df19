package weft.hub.tls;

import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.hub.TcpConnection;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.KeyMaterial;
import weft.hub.tls.engine.ServerContext;
import weft.hub.tls.engine.ServerSettings;
import weft.hub.tls.engine.TicketKeys;
import weft.hub.tls.engine.TlsLibrary;

/// Certificates, keys and settings of servers that speak TLS; one serves any number of listeners on
/// all hubs.
///
/// [#reload] reads the files anew for handshakes to come. Any thread but a bare hub thread, unless
/// a method says otherwise.
public final class TlsServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("weft.hub.tls");

  private final TlsOptions options;
  private final TlsLibrary library;
  private final String reason;
  private final TlsCounting counting = new TlsCounting();
  private final @Nullable HandshakeRate rate;
  private final @Nullable KeyLogFile keyLog;
  private final ReentrantLock reloading = new ReentrantLock();
  private final AtomicLong ticketKeysUntil = new AtomicLong(Long.MIN_VALUE);

  private volatile SharedContext<ServerContext> shared;

  // Guarded by the lock.
  private @Nullable TicketKeys ticketKeys;
  private @Nullable FileWatch watch;
  private boolean closed;

  /// What the server shows at present.
  private List<KeyMaterial> identities;

  /// What the files looked like before they were last read well.
  private List<String> filesRead;

  private TlsServer(TlsOptions options, SelectedLibrary selected) throws TlsConfigError {
    this.options = options;
    this.library = selected.library();
    this.reason = selected.reason();
    this.rate =
        options.handshakesPerSecond() > 0 ? new HandshakeRate(options.handshakesPerSecond()) : null;
    this.ticketKeys = options.tickets() ? new TicketKeys() : null;
    this.keyLog = KeyLogFile.open(options.keyLog());
    this.filesRead = FileWatch.look(files());
    try {
      this.identities = readAtStart();
      this.shared = load(identities, ticketKeys);
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
  public static TlsServer create(TlsOptions options) throws TlsConfigError {
    if (options.identities().isEmpty()) {
      throw new TlsConfigError(
          "identities", "TLS needs a certificate", "name one, or take a development certificate");
    }
    if (options.clientAuthentication() == ClientAuthentication.NONE
        && !(options.trustAnchors().isEmpty() && options.revocationLists().isEmpty())) {
      throw new TlsConfigError(
          "clientAuthentication",
          "clients are not asked for certificates, so nothing is held against the authorities and"
              + " revocation lists that are named",
          "have clients asked, or leave these out");
    }
    SelectedLibrary selected = SelectedLibrary.select(options.provider());
    TlsServer server = create(options, selected);
    selected.tell(LOG);
    return server;
  }

  /// As [#create(TlsOptions)], with a library.
  static TlsServer create(TlsOptions options, SelectedLibrary selected) throws TlsConfigError {
    return new TlsServer(options, selected);
  }

  /// Who does the cryptography: `BoringSSL` or `JDK`.
  public String provider() {
    return library.name();
  }

  /// Why that one, as a clause: `it loads on this system`.
  public String providerReason() {
    return reason;
  }

  /// The options it was made with.
  public TlsOptions options() {
    return options;
  }

  /// What has happened so far. Any thread.
  public TlsCounters counters() {
    return counting.snapshot();
  }

  /// Reads the files anew. Connections go on as they are; handshakes that begin from now on get the
  /// new certificates.
  ///
  /// Where clients show certificates, tickets of before are not taken any more: a session must not
  /// outlive the authority or the revocation list it was judged by.
  ///
  /// In the place of a certificate that is not valid now, since it has expired or its time has not
  /// come, the one before stays in use, which is logged; the others come in.
  ///
  /// @throws TlsConfigError when something cannot be used, or no certificate is valid now; then all
  ///   stays as it was
  public void reload() throws TlsConfigError {
    var _ = reloadWhatIsValid();
  }

  /// @return whether there is nothing whose time has yet to come
  private boolean reloadWhatIsValid() throws TlsConfigError {
    reloading.lock();
    try {
      if (closed) {
        throw new TlsConfigError("TLS", "the server is closed", "make a new one");
      }
      boolean asksClients = options.clientAuthentication() != ClientAuthentication.NONE;
      TicketKeys keys = options.tickets() && asksClients ? new TicketKeys() : ticketKeys;
      List<String> found = FileWatch.look(files());
      Reading read = readAnew();
      SharedContext<ServerContext> fresh = load(read.identities(), keys);
      filesRead = found;
      identities = read.identities();
      ticketKeys = keys;
      SharedContext<ServerContext> old = shared;
      shared = fresh;
      old.leave();
      counting.reloads.incrementAndGet();
      for (TlsConfigError invalid : read.invalid()) {
        LOG.log(Level.WARNING, "an old certificate stays in use: " + invalid.getMessage());
      }
      return !read.isEarly();
    } catch (TlsConfigError refused) {
      counting.failedReloads.incrementAndGet();
      throw refused;
    } finally {
      reloading.unlock();
    }
  }

  /// Reloads whenever a file has changed since it was read, within about a second; what cannot be
  /// used is logged, leaves all as it was and is tried again every minute, as is a certificate
  /// whose time has not come. Ends with [#close]; the second call does nothing.
  public void watch() {
    reloading.lock();
    try {
      if (watch == null && !closed) {
        watch = FileWatch.start(files(), filesRead, this::reloadLoudly, FileWatch.LOOK_MILLIS);
      }
    } finally {
      reloading.unlock();
    }
  }

  /// @return whether nothing is left to be tried again
  boolean reloadLoudly() {
    try {
      boolean done = reloadWhatIsValid();
      LOG.log(Level.INFO, "certificates were read anew");
      return done;
    } catch (TlsConfigError refused) {
      LOG.log(Level.WARNING, "the old certificates stay in use: " + refused.getMessage());
    } catch (RuntimeException bug) {
      // The watch must outlive it.
      LOG.log(Level.ERROR, "the old certificates stay in use", bug);
    }
    return false;
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (TlsIdentity identity : options.identities()) {
      switch (identity) {
        case TlsIdentity.PemFiles pem -> {
          files.add(pem.chain());
          files.add(pem.key());
        }
        case TlsIdentity.Pkcs12File file -> files.add(file.file());
        case TlsIdentity.InMemory _ -> {}
      }
    }
    files.addAll(options.trustAnchors());
    files.addAll(options.revocationLists());
    return files;
  }

  /// Gives everything back when the last connection has ended.
  @Override
  public void close() {
    reloading.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (watch != null) {
        watch.close();
      }
      if (keyLog != null) {
        keyLog.close();
      }
      shared.leave();
    } finally {
      reloading.unlock();
    }
  }

  private List<KeyMaterial> readAtStart() throws TlsConfigError {
    IdentityLoader loader = new IdentityLoader(Instant.now());
    List<KeyMaterial> read = new ArrayList<>();
    for (TlsIdentity identity : options.identities()) {
      read.add(loader.load(identity));
    }
    return read;
  }

  /// What a reload found.
  ///
  /// @param identities those to be shown
  /// @param invalid what is wrong with those in whose place the ones before stay
  /// @param isEarly whether one of these becomes valid by itself
  private record Reading(
      List<KeyMaterial> identities, List<TlsConfigError> invalid, boolean isEarly) {}

  private Reading readAnew() throws TlsConfigError {
    IdentityLoader loader = new IdentityLoader(Instant.now());
    List<KeyMaterial> shown = new ArrayList<>();
    List<TlsConfigError> invalid = new ArrayList<>();
    boolean isEarly = false;
    for (TlsIdentity identity : options.identities()) {
      KeyMaterial fresh = loader.read(identity);
      TlsConfigError refused = loader.invalidity(identity, fresh);
      if (refused == null) {
        shown.add(fresh);
      } else {
        shown.add(identities.get(shown.size()));
        invalid.add(refused);
        isEarly |= loader.isEarly(fresh);
      }
    }
    if (invalid.size() == shown.size()) {
      throw invalid.getFirst();
    }
    return new Reading(shown, invalid, isEarly);
  }

  private SharedContext<ServerContext> load(List<KeyMaterial> identities, @Nullable TicketKeys keys)
      throws TlsConfigError {
    PeerTrust trust =
        options.clientAuthentication() == ClientAuthentication.NONE
            ? null
            : PeerTrust.inClients(options.trustAnchors(), options.revocationLists());
    ServerSettings settings =
        new ServerSettings(
            identities,
            trust == null ? null : trust.manager(),
            options.clientAuthentication() == ClientAuthentication.NEED,
            trust == null ? new byte[0] : trust.authorities(),
            options.minimumVersion() == TlsVersion.TLS_1_2,
            options.ciphers(),
            options.groups(),
            options.applicationProtocols(),
            keys,
            keyLog == null ? null : keyLog::append);
    try {
      return new SharedContext<>(library.serverContext(settings));
    } catch (EngineRefused refused) {
      throw new TlsConfigError(
          library.name(), String.valueOf(refused.getMessage()), refused.remedy());
    }
  }

  // For connections, on hubs.

  /// The context for a new connection, entered; `null` when the server is closed.
  @Nullable SharedContext<ServerContext> enter() {
    while (true) {
      SharedContext<ServerContext> present = shared;
      if (present.enter()) {
        return present;
      }
      if (present == shared) {
        return null;
      }
    }
  }

  /// Connections that use the present certificates, and one for the server.
  int users() {
    return shared.users();
  }

  TlsCounting counting() {
    return counting;
  }

  /// The context for a connection that was just accepted, entered; `null` when its address makes
  /// too many handshakes, or the server is closed.
  @Nullable SharedContext<ServerContext> admit(TcpConnection tcp) {
    SocketAddress peer = rate == null ? null : tcp.remoteAddress();
    if (rate != null && peer != null && !rate.admits(peer, tcp.hub().nowNanos())) {
      counting.refusedByRate.incrementAndGet();
      return null;
    }
    return enter();
  }

  /// Has ticket keys changed when it is time, elsewhere.
  void maybeRotateTicketKeys(Hub hub) {
    long now = hub.nowNanos();
    long until = ticketKeysUntil.get();
    if (until == Long.MIN_VALUE) {
      ticketKeysUntil.compareAndSet(until, now + options.ticketKeyNanos());
    } else if (now >= until
        && ticketKeysUntil.compareAndSet(until, now + options.ticketKeyNanos())) {
      hub.dispatch(this::rotateTicketKeys);
    }
  }

  private void rotateTicketKeys() {
    reloading.lock();
    try {
      if (ticketKeys != null && !closed) {
        ticketKeys.rotate();
        shared.context().ticketKeysChanged();
      }
    } finally {
      reloading.unlock();
    }
  }
}
