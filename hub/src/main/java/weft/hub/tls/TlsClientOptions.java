package weft.hub.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a client speaks TLS.
///
/// @param trustAnchors PEM files with the authorities that servers' certificates must come from;
///   empty for those the JDK comes with
/// @param checksServer whether a server must show a certificate of such an authority for its host;
///   `false` takes any certificate, so that anybody on the way may read and change everything: for
///   tests only
/// @param identity shown to servers that ask for a certificate, whichever authorities they name;
///   `null` for none
/// @param revocationLists CRL files, PEM or DER; when given, every authority in a server's chain
///   needs one
/// @param minimumVersion the oldest version spoken
/// @param ciphers IANA names of cipher suites by preference; empty for the library's choice of
///   modern ones
/// @param groups key exchange groups by preference; those the library lacks are left out
/// @param handshakeTimeoutNanos how long a handshake may take, nanoseconds, greater than 0
/// @param resumes whether sessions are kept, by host and port, and taken up again
/// @param keyLog a file for the secrets of connections, in the form debuggers read; `null` for
///   none. It opens every recorded connection to whoever reads it
/// @param provider which library does TLS
public record TlsClientOptions(
    List<Path> trustAnchors,
    boolean checksServer,
    @Nullable TlsIdentity identity,
    List<Path> revocationLists,
    TlsVersion minimumVersion,
    List<String> ciphers,
    List<String> groups,
    long handshakeTimeoutNanos,
    boolean resumes,
    @Nullable Path keyLog,
    TlsProviderChoice provider) {
  /// Longest handshake timeout, in nanoseconds: an hour.
  private static final long TIMEOUT_MAX = 3_600_000_000_000L;

  /// The JDK's authorities, no certificate of our own, TLS 1.2 and 1.3 with modern ciphers,
  /// post-quantum key exchange where available, ten seconds for a handshake, resumption.
  public static final TlsClientOptions DEFAULTS =
      new TlsClientOptions(
          List.of(),
          true,
          null,
          List.of(),
          TlsVersion.TLS_1_2,
          List.of(),
          List.of("X25519MLKEM768", "X25519", "P-256"),
          10_000_000_000L,
          true,
          null,
          TlsProviderChoice.AUTO);

  /// Refuses what cannot work.
  public TlsClientOptions {
    trustAnchors = List.copyOf(trustAnchors);
    revocationLists = List.copyOf(revocationLists);
    ciphers = List.copyOf(ciphers);
    groups = List.copyOf(groups);
    if (handshakeTimeoutNanos <= 0 || handshakeTimeoutNanos > TIMEOUT_MAX) {
      throw new IllegalArgumentException(
          "handshakeTimeoutNanos " + handshakeTimeoutNanos + " is not in 1 to " + TIMEOUT_MAX);
    }
  }

  /// The same with other authorities; none for those the JDK comes with.
  public TlsClientOptions withTrustAnchors(List<Path> trustAnchors) {
    return with(draft -> draft.trustAnchors = trustAnchors);
  }

  /// The same, with servers' certificates checked or not.
  public TlsClientOptions withChecksServer(boolean checksServer) {
    return with(draft -> draft.checksServer = checksServer);
  }

  /// The same with a certificate for servers that ask, or none.
  public TlsClientOptions withIdentity(@Nullable TlsIdentity identity) {
    return with(draft -> draft.identity = identity);
  }

  /// The same with other revocation lists.
  public TlsClientOptions withRevocationLists(List<Path> revocationLists) {
    return with(draft -> draft.revocationLists = revocationLists);
  }

  /// The same with another oldest version.
  public TlsClientOptions withMinimumVersion(TlsVersion minimumVersion) {
    return with(draft -> draft.minimumVersion = minimumVersion);
  }

  /// The same with other cipher suites.
  public TlsClientOptions withCiphers(List<String> ciphers) {
    return with(draft -> draft.ciphers = ciphers);
  }

  /// The same with other key exchange groups.
  public TlsClientOptions withGroups(List<String> groups) {
    return with(draft -> draft.groups = groups);
  }

  /// The same with another time for a handshake, nanoseconds.
  public TlsClientOptions withHandshakeTimeoutNanos(long handshakeTimeoutNanos) {
    return with(draft -> draft.handshakeTimeoutNanos = handshakeTimeoutNanos);
  }

  /// The same, with sessions taken up again or not.
  public TlsClientOptions withResumes(boolean resumes) {
    return with(draft -> draft.resumes = resumes);
  }

  /// The same with a file for secrets, or none.
  public TlsClientOptions withKeyLog(@Nullable Path keyLog) {
    return with(draft -> draft.keyLog = keyLog);
  }

  /// The same with another choice of library.
  public TlsClientOptions withProvider(TlsProviderChoice provider) {
    return with(draft -> draft.provider = provider);
  }

  private TlsClientOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.made();
  }

  /// Every part, for a `with…` to change.
  private static final class Draft {
    private List<Path> trustAnchors;
    private boolean checksServer;
    private @Nullable TlsIdentity identity;
    private List<Path> revocationLists;
    private TlsVersion minimumVersion;
    private List<String> ciphers;
    private List<String> groups;
    private long handshakeTimeoutNanos;
    private boolean resumes;
    private @Nullable Path keyLog;
    private TlsProviderChoice provider;

    Draft(TlsClientOptions from) {
      trustAnchors = from.trustAnchors;
      checksServer = from.checksServer;
      identity = from.identity;
      revocationLists = from.revocationLists;
      minimumVersion = from.minimumVersion;
      ciphers = from.ciphers;
      groups = from.groups;
      handshakeTimeoutNanos = from.handshakeTimeoutNanos;
      resumes = from.resumes;
      keyLog = from.keyLog;
      provider = from.provider;
    }

    TlsClientOptions made() {
      return new TlsClientOptions(
          trustAnchors,
          checksServer,
          identity,
          revocationLists,
          minimumVersion,
          ciphers,
          groups,
          handshakeTimeoutNanos,
          resumes,
          keyLog,
          provider);
    }
  }
}
