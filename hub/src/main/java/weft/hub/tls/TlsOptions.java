package weft.hub.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a server speaks TLS.
///
/// @param identities certificates with their keys; the first is the default
/// @param clientAuthentication whether clients are asked for certificates
/// @param trustAnchors PEM files with the authorities that clients' certificates must come from
/// @param revocationLists CRL files, PEM or DER; when given, every authority in a client's chain
///   needs one
/// @param minimumVersion the oldest version spoken
/// @param ciphers IANA names of cipher suites by preference; empty for the library's choice of
///   modern ones
/// @param groups key exchange groups by preference; those the library lacks are left out
/// @param applicationProtocols ALPN names by preference; empty for no ALPN
/// @param handshakeTimeoutNanos how long a handshake may take, nanoseconds, greater than 0
/// @param tickets whether clients get session tickets to resume with
/// @param ticketKeyNanos how long a ticket key issues tickets, nanoseconds, greater than 0, seven
///   days at most; tickets are taken for twice as long afterwards
/// @param keyLog a file for the secrets of connections, in the form debuggers read; `null` for
///   none. It opens every recorded connection to whoever reads it
/// @param handshakesPerSecond new connections per second from one address (one /64 network of
///   IPv6), with bursts of twice that; 0 for no limit
/// @param provider which library does TLS
public record TlsOptions(
    List<TlsIdentity> identities,
    ClientAuthentication clientAuthentication,
    List<Path> trustAnchors,
    List<Path> revocationLists,
    TlsVersion minimumVersion,
    List<String> ciphers,
    List<String> groups,
    List<String> applicationProtocols,
    long handshakeTimeoutNanos,
    boolean tickets,
    long ticketKeyNanos,
    @Nullable Path keyLog,
    int handshakesPerSecond,
    TlsProviderChoice provider) {
  /// Longest handshake timeout, in nanoseconds: an hour.
  private static final long TIMEOUT_MAX = 3_600_000_000_000L;

  /// Longest life of a ticket key, in nanoseconds: seven days, as for a ticket (RFC 8446 §4.6.1).
  private static final long TICKET_KEY_MAX = 7 * 24 * 3_600_000_000_000L;

  /// No certificate yet; TLS 1.2 and 1.3 with modern ciphers, post-quantum key exchange where
  /// available, h2 and http/1.1, ten seconds for a handshake, tickets with keys of twelve hours.
  public static final TlsOptions DEFAULTS =
      new TlsOptions(
          List.of(),
          ClientAuthentication.NONE,
          List.of(),
          List.of(),
          TlsVersion.TLS_1_2,
          List.of(),
          List.of("X25519MLKEM768", "X25519", "P-256"),
          List.of("h2", "http/1.1"),
          10_000_000_000L,
          true,
          12 * 3_600_000_000_000L,
          null,
          0,
          TlsProviderChoice.AUTO);

  /// Refuses what cannot work.
  public TlsOptions {
    identities = List.copyOf(identities);
    trustAnchors = List.copyOf(trustAnchors);
    revocationLists = List.copyOf(revocationLists);
    ciphers = List.copyOf(ciphers);
    groups = List.copyOf(groups);
    applicationProtocols = List.copyOf(applicationProtocols);
    if (handshakeTimeoutNanos <= 0 || handshakeTimeoutNanos > TIMEOUT_MAX) {
      throw new IllegalArgumentException(
          "handshakeTimeoutNanos " + handshakeTimeoutNanos + " is not in 1 to " + TIMEOUT_MAX);
    }
    if (ticketKeyNanos <= 0 || ticketKeyNanos > TICKET_KEY_MAX) {
      throw new IllegalArgumentException(
          "ticketKeyNanos " + ticketKeyNanos + " is not in 1 to " + TICKET_KEY_MAX);
    }
    if (handshakesPerSecond < 0 || handshakesPerSecond > 1_000_000) {
      throw new IllegalArgumentException(
          "handshakesPerSecond " + handshakesPerSecond + " is not in 0 to 1000000");
    }
    requireProtocolNames(applicationProtocols);
  }

  /// Refuses ALPN names that cannot be sent.
  static void requireProtocolNames(List<String> applicationProtocols) {
    for (String name : applicationProtocols) {
      // RFC 7301 §3.1: one octet of length.
      if (name.isEmpty() || name.length() > 255) {
        throw new IllegalArgumentException("an ALPN name has 1 to 255 characters: " + name);
      }
    }
  }

  /// The same with one more certificate.
  public TlsOptions withIdentity(TlsIdentity identity) {
    List<TlsIdentity> more = new ArrayList<>(identities);
    more.add(identity);
    return withIdentities(more);
  }

  /// The same with other certificates.
  public TlsOptions withIdentities(List<TlsIdentity> identities) {
    return with(draft -> draft.identities = identities);
  }

  /// The same with another demand on clients.
  public TlsOptions withClientAuthentication(ClientAuthentication clientAuthentication) {
    return with(draft -> draft.clientAuthentication = clientAuthentication);
  }

  /// The same with other authorities for clients.
  public TlsOptions withTrustAnchors(List<Path> trustAnchors) {
    return with(draft -> draft.trustAnchors = trustAnchors);
  }

  /// The same with other revocation lists.
  public TlsOptions withRevocationLists(List<Path> revocationLists) {
    return with(draft -> draft.revocationLists = revocationLists);
  }

  /// The same with another oldest version.
  public TlsOptions withMinimumVersion(TlsVersion minimumVersion) {
    return with(draft -> draft.minimumVersion = minimumVersion);
  }

  /// The same with other cipher suites.
  public TlsOptions withCiphers(List<String> ciphers) {
    return with(draft -> draft.ciphers = ciphers);
  }

  /// The same with other key exchange groups.
  public TlsOptions withGroups(List<String> groups) {
    return with(draft -> draft.groups = groups);
  }

  /// The same with other ALPN names.
  public TlsOptions withApplicationProtocols(List<String> applicationProtocols) {
    return with(draft -> draft.applicationProtocols = applicationProtocols);
  }

  /// The same with another time for handshakes, in nanoseconds.
  public TlsOptions withHandshakeTimeoutNanos(long handshakeTimeoutNanos) {
    return with(draft -> draft.handshakeTimeoutNanos = handshakeTimeoutNanos);
  }

  /// The same with or without session tickets.
  public TlsOptions withTickets(boolean tickets) {
    return with(draft -> draft.tickets = tickets);
  }

  /// The same with another life of ticket keys, in nanoseconds.
  public TlsOptions withTicketKeyNanos(long ticketKeyNanos) {
    return with(draft -> draft.ticketKeyNanos = ticketKeyNanos);
  }

  /// The same with another key log file, or none.
  public TlsOptions withKeyLog(@Nullable Path keyLog) {
    return with(draft -> draft.keyLog = keyLog);
  }

  /// The same with another rate of handshakes per address, 0 for no limit.
  public TlsOptions withHandshakesPerSecond(int handshakesPerSecond) {
    return with(draft -> draft.handshakesPerSecond = handshakesPerSecond);
  }

  /// The same with another choice of library.
  public TlsOptions withProvider(TlsProviderChoice provider) {
    return with(draft -> draft.provider = provider);
  }

  private TlsOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.made();
  }

  /// Every part, for a `with…` to change.
  private static final class Draft {
    private List<TlsIdentity> identities;
    private ClientAuthentication clientAuthentication;
    private List<Path> trustAnchors;
    private List<Path> revocationLists;
    private TlsVersion minimumVersion;
    private List<String> ciphers;
    private List<String> groups;
    private List<String> applicationProtocols;
    private long handshakeTimeoutNanos;
    private boolean tickets;
    private long ticketKeyNanos;
    private @Nullable Path keyLog;
    private int handshakesPerSecond;
    private TlsProviderChoice provider;

    Draft(TlsOptions from) {
      identities = from.identities;
      clientAuthentication = from.clientAuthentication;
      trustAnchors = from.trustAnchors;
      revocationLists = from.revocationLists;
      minimumVersion = from.minimumVersion;
      ciphers = from.ciphers;
      groups = from.groups;
      applicationProtocols = from.applicationProtocols;
      handshakeTimeoutNanos = from.handshakeTimeoutNanos;
      tickets = from.tickets;
      ticketKeyNanos = from.ticketKeyNanos;
      keyLog = from.keyLog;
      handshakesPerSecond = from.handshakesPerSecond;
      provider = from.provider;
    }

    TlsOptions made() {
      return new TlsOptions(
          identities,
          clientAuthentication,
          trustAnchors,
          revocationLists,
          minimumVersion,
          ciphers,
          groups,
          applicationProtocols,
          handshakeTimeoutNanos,
          tickets,
          ticketKeyNanos,
          keyLog,
          handshakesPerSecond,
          provider);
    }
  }
}
