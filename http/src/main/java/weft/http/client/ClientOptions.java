package weft.http.client;

import static weft.http.OptionBounds.positive;
import static weft.http.OptionBounds.range;
import static weft.http.OptionBounds.time;

import java.net.CookieHandler;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.http.Http2Options;
import weft.hub.backend.SocketSettings;
import weft.hub.tls.TlsClientOptions;

/// How a client calls.
///
/// @param connectTimeout how long a connection may take to come about: the host's name, TCP to any
///   of its addresses, a proxy's tunnel and TLS together; waiting while others connect counts
/// @param idleTimeout how long a caller waits while nothing comes from the server, while the server
///   takes nothing, or for a connection that others use
/// @param callTimeout how long a call may take in all, from its start until its body is read,
///   redirects and retries included, unless its request says otherwise; zero for no limit
/// @param keepAlive how long an unused connection is kept; best less than servers keep one
/// @param connectionsMax connections of one hub to one origin, 1 to 65535
/// @param waitingMax calls of one hub that may wait for a connection to one origin, 0 to 1000000;
///   more fail at once
/// @param headBytesMax bytes of a response's head, and of a trailer section, 1024 to 49152
/// @param fieldCountMax fields of a response's head, and of a trailer section, 8 to 1000
/// @param bodyBytesMax bytes of a body that [ClientResponse#bytes] and [ClientResponse#text] take,
///   decompressed; reading piece by piece has no limit
/// @param redirectsMax redirects followed, 0 to 50; with 0 a redirect is a response like others
/// @param retriesMax how often a call is made again when that is safe, 0 to 10: the server has not
///   acted on it, or its method is idempotent and a connection that was used before went away
///   without a response
/// @param decompresses whether servers are offered `gzip` and `deflate`, and bodies so encoded come
///   decompressed
/// @param cookies what keeps cookies, such as a [java.net.CookieManager], called on the threads
///   that make calls; `null` for nothing
/// @param proxies the proxies; `null` for those of the environment when the client is opened
/// @param protocol which versions of HTTP it speaks
/// @param tls how it speaks TLS
/// @param http2 how it speaks HTTP/2: windows, tables, signs of life, what ends a connection.
///   `streamsMax` bounds the calls of one connection, whatever its server allows. No sign of life
///   is asked for unless [Http2Options#withPings] says so: `idleTimeout` ends a call whose server
///   is silent, and servers of gRPC end connections that are pinged more often than each five
///   minutes (`too_many_pings`)
/// @param sockets the sockets of its connections
/// @param userAgent User-Agent of requests that do not say so themselves, empty for none
public record ClientOptions(
    Duration connectTimeout,
    Duration idleTimeout,
    Duration callTimeout,
    Duration keepAlive,
    int connectionsMax,
    int waitingMax,
    int headBytesMax,
    int fieldCountMax,
    long bodyBytesMax,
    int redirectsMax,
    int retriesMax,
    boolean decompresses,
    @Nullable CookieHandler cookies,
    @Nullable Proxies proxies,
    ClientProtocol protocol,
    TlsClientOptions tls,
    Http2Options http2,
    SocketSettings sockets,
    String userAgent) {
  /// HTTP/2 where offered, proxies of the environment, no redirects, no cookies, no decompression,
  /// ten seconds to connect, thirty for a server to say something.
  public static final ClientOptions DEFAULTS =
      new ClientOptions(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ZERO,
          Duration.ofSeconds(50),
          64,
          1024,
          32 * 1024,
          200,
          64L << 20,
          0,
          2,
          false,
          null,
          null,
          ClientProtocol.AUTO,
          TlsClientOptions.DEFAULTS,
          Http2Options.DEFAULTS.withPings(Duration.ZERO, Http2Options.DEFAULTS.pingTimeout()),
          SocketSettings.DEFAULTS,
          "weft");

  /// Refuses what makes no sense.
  public ClientOptions {
    positive("connectTimeout", connectTimeout);
    positive("idleTimeout", idleTimeout);
    time("callTimeout", callTimeout);
    positive("keepAlive", keepAlive);
    range("connectionsMax", connectionsMax, 1, 65_535);
    range("waitingMax", waitingMax, 0, 1_000_000);
    range("headBytesMax", headBytesMax, 1024, 49_152);
    range("fieldCountMax", fieldCountMax, 8, 1000);
    if (bodyBytesMax < 0) {
      throw new IllegalArgumentException("bodyBytesMax " + bodyBytesMax + " is negative");
    }
    range("redirectsMax", redirectsMax, 0, 50);
    range("retriesMax", retriesMax, 0, 10);
    RequestFields.check("user-agent", userAgent);
  }

  /// The same with another time to connect.
  public ClientOptions withConnectTimeout(Duration connectTimeout) {
    return with(draft -> draft.connectTimeout = connectTimeout);
  }

  /// The same with another time without a sign of the server.
  public ClientOptions withIdleTimeout(Duration idleTimeout) {
    return with(draft -> draft.idleTimeout = idleTimeout);
  }

  /// The same with another time for whole calls.
  public ClientOptions withCallTimeout(Duration callTimeout) {
    return with(draft -> draft.callTimeout = callTimeout);
  }

  /// The same with another time for unused connections.
  public ClientOptions withKeepAlive(Duration keepAlive) {
    return with(draft -> draft.keepAlive = keepAlive);
  }

  /// The same with another bound on connections.
  public ClientOptions withConnectionsMax(int connectionsMax) {
    return with(draft -> draft.connectionsMax = connectionsMax);
  }

  /// The same with another bound on waiting calls.
  public ClientOptions withWaitingMax(int waitingMax) {
    return with(draft -> draft.waitingMax = waitingMax);
  }

  /// The same with other bounds on the heads of responses.
  public ClientOptions withHeadLimits(int headBytesMax, int fieldCountMax) {
    return with(draft -> {
      draft.headBytesMax = headBytesMax;
      draft.fieldCountMax = fieldCountMax;
    });
  }

  /// The same with another bound on bodies read whole.
  public ClientOptions withBodyBytesMax(long bodyBytesMax) {
    return with(draft -> draft.bodyBytesMax = bodyBytesMax);
  }

  /// The same with another number of redirects followed.
  public ClientOptions withRedirectsMax(int redirectsMax) {
    return with(draft -> draft.redirectsMax = redirectsMax);
  }

  /// The same with another number of retries.
  public ClientOptions withRetriesMax(int retriesMax) {
    return with(draft -> draft.retriesMax = retriesMax);
  }

  /// The same, with decompression or without.
  public ClientOptions withDecompression(boolean decompresses) {
    return with(draft -> draft.decompresses = decompresses);
  }

  /// The same with another place for cookies, or none.
  public ClientOptions withCookies(@Nullable CookieHandler cookies) {
    return with(draft -> draft.cookies = cookies);
  }

  /// The same with other proxies.
  public ClientOptions withProxies(@Nullable Proxies proxies) {
    return with(draft -> draft.proxies = proxies);
  }

  /// The same with another choice of versions.
  public ClientOptions withProtocol(ClientProtocol protocol) {
    return with(draft -> draft.protocol = protocol);
  }

  /// The same with another way to speak TLS.
  public ClientOptions withTls(TlsClientOptions tls) {
    return with(draft -> draft.tls = tls);
  }

  /// The same with another way to speak HTTP/2.
  public ClientOptions withHttp2(Http2Options http2) {
    return with(draft -> draft.http2 = http2);
  }

  /// The same with other sockets.
  public ClientOptions withSockets(SocketSettings sockets) {
    return with(draft -> draft.sockets = sockets);
  }

  /// The same with another User-Agent.
  public ClientOptions withUserAgent(String userAgent) {
    return with(draft -> draft.userAgent = userAgent);
  }

  private ClientOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.made();
  }

  /// Every part, for a `with…` to change.
  private static final class Draft {
    private Duration connectTimeout;
    private Duration idleTimeout;
    private Duration callTimeout;
    private Duration keepAlive;
    private int connectionsMax;
    private int waitingMax;
    private int headBytesMax;
    private int fieldCountMax;
    private long bodyBytesMax;
    private int redirectsMax;
    private int retriesMax;
    private boolean decompresses;
    private @Nullable CookieHandler cookies;
    private @Nullable Proxies proxies;
    private ClientProtocol protocol;
    private TlsClientOptions tls;
    private Http2Options http2;
    private SocketSettings sockets;
    private String userAgent;

    Draft(ClientOptions from) {
      connectTimeout = from.connectTimeout;
      idleTimeout = from.idleTimeout;
      callTimeout = from.callTimeout;
      keepAlive = from.keepAlive;
      connectionsMax = from.connectionsMax;
      waitingMax = from.waitingMax;
      headBytesMax = from.headBytesMax;
      fieldCountMax = from.fieldCountMax;
      bodyBytesMax = from.bodyBytesMax;
      redirectsMax = from.redirectsMax;
      retriesMax = from.retriesMax;
      decompresses = from.decompresses;
      cookies = from.cookies;
      proxies = from.proxies;
      protocol = from.protocol;
      tls = from.tls;
      http2 = from.http2;
      sockets = from.sockets;
      userAgent = from.userAgent;
    }

    ClientOptions made() {
      return new ClientOptions(
          connectTimeout,
          idleTimeout,
          callTimeout,
          keepAlive,
          connectionsMax,
          waitingMax,
          headBytesMax,
          fieldCountMax,
          bodyBytesMax,
          redirectsMax,
          retriesMax,
          decompresses,
          cookies,
          proxies,
          protocol,
          tls,
          http2,
          sockets,
          userAgent);
    }
  }
}
