package weft.http.client;

import java.net.CookieHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.http.Http2Options;
import weft.hub.backend.SocketSettings;
import weft.hub.tls.TlsClientOptions;

/// How a client calls. Immutable: each `with…` makes another one.
public final class ClientOptions implements Cloneable {
  /// HTTP/2 where offered, proxies of the environment, no redirects, no cookies, no decompression,
  /// ten seconds to connect, thirty for a server to say something.
  public static final ClientOptions DEFAULTS = new ClientOptions();

  private Duration connectTimeout = Duration.ofSeconds(10);
  private Duration idleTimeout = Duration.ofSeconds(30);
  private Duration callTimeout = Duration.ZERO;
  private Duration keepAlive = Duration.ofSeconds(50);
  private int connectionsMax = 64;
  private int waitingMax = 1024;
  private int headBytesMax = 32 * 1024;
  private int fieldCountMax = 200;
  private long bodyBytesMax = 64L << 20;
  private int redirectsMax;
  private int retriesMax = 2;
  private boolean decompresses;
  private @Nullable CookieHandler cookies;
  private @Nullable Proxies proxies;
  private ClientProtocol protocol = ClientProtocol.AUTO;
  private TlsClientOptions tls = TlsClientOptions.DEFAULTS;
  private Http2Options http2 = Http2Options.DEFAULTS;
  private SocketSettings sockets = SocketSettings.DEFAULTS;
  private String userAgent = "weft";

  private ClientOptions() {}

  private ClientOptions copy() {
    try {
      return (ClientOptions) clone();
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Duration positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " " + value + " is not positive");
    }
    return value;
  }

  private static int range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " " + value + " is not in " + least + " to " + most);
    }
    return value;
  }

  // Time.

  /// How long a connection may take to come about, each of TCP, proxy and TLS. 10 seconds.
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /// The same with another time to connect.
  public ClientOptions withConnectTimeout(Duration connectTimeout) {
    ClientOptions changed = copy();
    changed.connectTimeout = positive("connectTimeout", connectTimeout);
    return changed;
  }

  /// How long a caller waits while nothing comes from the server, or while the server takes
  /// nothing. 30 seconds.
  public Duration idleTimeout() {
    return idleTimeout;
  }

  /// The same with another time without a sign of the server.
  public ClientOptions withIdleTimeout(Duration idleTimeout) {
    ClientOptions changed = copy();
    changed.idleTimeout = positive("idleTimeout", idleTimeout);
    return changed;
  }

  /// How long a call may take in all, from its start until its body is read, redirects and retries
  /// included; zero for no limit, which it is unless a request says otherwise.
  public Duration callTimeout() {
    return callTimeout;
  }

  /// The same with another time for whole calls.
  public ClientOptions withCallTimeout(Duration callTimeout) {
    if (callTimeout.isNegative()) {
      throw new IllegalArgumentException("callTimeout " + callTimeout + " is negative");
    }
    ClientOptions changed = copy();
    changed.callTimeout = callTimeout;
    return changed;
  }

  /// How long an unused connection is kept. 50 seconds, less than most servers keep one.
  public Duration keepAlive() {
    return keepAlive;
  }

  /// The same with another time for unused connections.
  public ClientOptions withKeepAlive(Duration keepAlive) {
    ClientOptions changed = copy();
    changed.keepAlive = positive("keepAlive", keepAlive);
    return changed;
  }

  // Bounds.

  /// Connections of one hub to one origin. 64.
  public int connectionsMax() {
    return connectionsMax;
  }

  /// The same with another bound on connections, 1 to 65535.
  public ClientOptions withConnectionsMax(int connectionsMax) {
    ClientOptions changed = copy();
    changed.connectionsMax = range("connectionsMax", connectionsMax, 1, 65_535);
    return changed;
  }

  /// Calls of one hub that may wait for a connection to one origin; more fail at once. 1024.
  public int waitingMax() {
    return waitingMax;
  }

  /// The same with another bound on waiting calls, 0 to 1000000.
  public ClientOptions withWaitingMax(int waitingMax) {
    ClientOptions changed = copy();
    changed.waitingMax = range("waitingMax", waitingMax, 0, 1_000_000);
    return changed;
  }

  /// Bytes of a response's head. 32 KiB.
  public int headBytesMax() {
    return headBytesMax;
  }

  /// Fields of a response's head. 200.
  public int fieldCountMax() {
    return fieldCountMax;
  }

  /// The same with other bounds on the heads of responses.
  ///
  /// @param headBytesMax 1024 to 49152
  /// @param fieldCountMax 8 to 1000
  public ClientOptions withHeadLimits(int headBytesMax, int fieldCountMax) {
    ClientOptions changed = copy();
    changed.headBytesMax = range("headBytesMax", headBytesMax, 1024, 49_152);
    changed.fieldCountMax = range("fieldCountMax", fieldCountMax, 8, 1000);
    return changed;
  }

  /// Bytes of a body that [ClientResponse#bytes] and [ClientResponse#text] take, decompressed. 64
  /// MiB. Reading piece by piece has no limit.
  public long bodyBytesMax() {
    return bodyBytesMax;
  }

  /// The same with another bound on bodies read whole.
  public ClientOptions withBodyBytesMax(long bodyBytesMax) {
    if (bodyBytesMax < 0) {
      throw new IllegalArgumentException("bodyBytesMax " + bodyBytesMax + " is negative");
    }
    ClientOptions changed = copy();
    changed.bodyBytesMax = bodyBytesMax;
    return changed;
  }

  // What it does by itself.

  /// Redirects followed. 0: a redirect is a response like others.
  public int redirectsMax() {
    return redirectsMax;
  }

  /// The same, following so many redirects, 0 to 50.
  public ClientOptions withRedirectsMax(int redirectsMax) {
    ClientOptions changed = copy();
    changed.redirectsMax = range("redirectsMax", redirectsMax, 0, 50);
    return changed;
  }

  /// How often a call is made again when that is safe: the server has not acted on it, or its
  /// method is idempotent and a connection that was used before went away without a response. 2.
  public int retriesMax() {
    return retriesMax;
  }

  /// The same with another number of retries, 0 to 10.
  public ClientOptions withRetriesMax(int retriesMax) {
    ClientOptions changed = copy();
    changed.retriesMax = range("retriesMax", retriesMax, 0, 10);
    return changed;
  }

  /// Whether servers are offered `gzip` and `deflate`, and bodies so encoded come decompressed.
  /// Not.
  public boolean decompresses() {
    return decompresses;
  }

  /// The same, with decompression or without.
  public ClientOptions withDecompression(boolean decompresses) {
    ClientOptions changed = copy();
    changed.decompresses = decompresses;
    return changed;
  }

  /// What keeps cookies, `null` for nothing.
  public @Nullable CookieHandler cookies() {
    return cookies;
  }

  /// The same with a place for cookies, such as a [java.net.CookieManager]. It is called on the
  /// threads that make calls.
  public ClientOptions withCookies(@Nullable CookieHandler cookies) {
    ClientOptions changed = copy();
    changed.cookies = cookies;
    return changed;
  }

  // How it reaches servers.

  /// The proxies, `null` for those of the environment when the client is opened.
  public @Nullable Proxies proxies() {
    return proxies;
  }

  /// The same with other proxies.
  public ClientOptions withProxies(Proxies proxies) {
    ClientOptions changed = copy();
    changed.proxies = proxies;
    return changed;
  }

  /// Which versions of HTTP it speaks.
  public ClientProtocol protocol() {
    return protocol;
  }

  /// The same with another choice of versions.
  public ClientOptions withProtocol(ClientProtocol protocol) {
    ClientOptions changed = copy();
    changed.protocol = protocol;
    return changed;
  }

  /// How it speaks TLS.
  public TlsClientOptions tls() {
    return tls;
  }

  /// The same with another way to speak TLS.
  public ClientOptions withTls(TlsClientOptions tls) {
    ClientOptions changed = copy();
    changed.tls = tls;
    return changed;
  }

  /// How it speaks HTTP/2: windows, tables, signs of life, what ends a connection. `streamsMax`
  /// bounds the calls of one connection, whatever its server allows.
  public Http2Options http2() {
    return http2;
  }

  /// The same with another way to speak HTTP/2.
  public ClientOptions withHttp2(Http2Options http2) {
    ClientOptions changed = copy();
    changed.http2 = http2;
    return changed;
  }

  /// The sockets of its connections.
  public SocketSettings sockets() {
    return sockets;
  }

  /// The same with other sockets.
  public ClientOptions withSockets(SocketSettings sockets) {
    ClientOptions changed = copy();
    changed.sockets = sockets;
    return changed;
  }

  /// User-Agent of requests that do not say so themselves, empty for none. `weft`.
  public String userAgent() {
    return userAgent;
  }

  /// The same with another User-Agent.
  public ClientOptions withUserAgent(String userAgent) {
    RequestFields.check("user-agent", userAgent);
    ClientOptions changed = copy();
    changed.userAgent = userAgent;
    return changed;
  }
}
