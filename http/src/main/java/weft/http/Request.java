package weft.http;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// A request as a handler sees it.
///
/// Valid until the handler returns; every call after that throws `IllegalStateException`. Belongs
/// to one thread at a time.
public final class Request {
  private Exchange exchange;

  Request(Exchange exchange) {
    this.exchange = exchange;
  }

  /// What the calling thread's call is for: the exchange, or what refuses everything once the
  /// handler has returned. What this request, its response, headers and bodies do goes through here
  /// each time, so that an exchange some other thread may be in is not used again.
  @HotPath
  Exchange exchange() {
    Exchange open = exchange;
    return open.isHandledHere() ? open : lentSlow(open);
  }

  /// Looks again behind the lending: meanwhile the exchange may have gone on to another request,
  /// which then is the one that was lent, for nothing.
  private Exchange lentSlow(Exchange open) {
    return open.lend() ? exchange : ClosedExchange.INSTANCE;
  }

  /// Whether the handler has not returned.
  @HotPath
  boolean isOpen() {
    return exchange() != ClosedExchange.INSTANCE;
  }

  /// The handler has returned.
  @HotPath
  void close() {
    exchange = ClosedExchange.INSTANCE;
  }

  /// The method, such as `GET`; case matters (RFC 9110 §9.1). Any token may come.
  @HotPath
  public String method() {
    return exchange().message().method();
  }

  /// The request target as it came (RFC 9112 §3.2).
  @HotPath
  public String target() {
    return exchange().message().target();
  }

  /// The path, neither decoded nor normalised; begins with `/`, or is `*` for `OPTIONS *`.
  @HotPath
  public String path() {
    return exchange().message().path();
  }

  /// The query without its question mark, undecoded; `null` when there is none.
  @HotPath
  public @Nullable String query() {
    return exchange().message().query();
  }

  /// `http` or `https`: how it reached this server, whatever the client says.
  public String scheme() {
    return exchange().scheme();
  }

  /// The version of HTTP it came by: `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`.
  public String version() {
    return exchange().message().version();
  }

  /// The certificate the client has shown, its own first, verified when the handshake was; empty
  /// when it has shown none or the connection has no TLS. Parsed anew at every call.
  public List<X509Certificate> clientCertificates() {
    return exchange().clientCertificates();
  }

  /// Host and port the request was made to, from its target or its Host field; empty when the
  /// client named none. The client chose it: do not trust it.
  @HotPath
  public String authority() {
    return exchange().message().authority();
  }

  /// The peer's address; behind a proxy, the proxy's.
  public SocketAddress remoteAddress() {
    return exchange().remoteAddress();
  }

  /// Our address the request came to.
  public SocketAddress localAddress() {
    return exchange().localAddress();
  }

  /// All fields of the head.
  public Headers headers() {
    return exchange().headers();
  }

  /// The value of the first field of that name, or `null`.
  @HotPath
  public @Nullable String header(String name) {
    FieldTable fields = exchange().message().fields();
    int at = fields.find(FieldNames.id(name), name, 0);
    return at < 0 ? null : fields.value(at);
  }

  /// Whether the client wants the answer, or wants it made, only if what is kept here has changed
  /// or has not: it sent a precondition (RFC 9110 §13.1).
  @HotPath
  public boolean isConditional() {
    return exchange().message().fields().hasPrecondition();
  }

  /// The body; always the same object, empty when there is none.
  public Body body() {
    return exchange().body();
  }

  /// The fields behind a chunked body; empty until the body has been read to its end.
  public Headers trailers() {
    return exchange().trailerHeaders();
  }

  /// Sets what to do when this request's handler keeps its hub for longer than the watchdog's
  /// threshold without waiting. It is done once, on the watchdog's thread, while the handler still
  /// runs; it must not block.
  public void onHeldUp(Runnable action) {
    exchange().onHeldUp(action);
  }

  /// A new id for a failure of this request's handler that is logged and answered by the program,
  /// as the server does itself with what a [Handler] throws: 16 digits, hard to guess. The failure
  /// is counted with the server's (`HttpCounters.handlerFailures`).
  public String failureId() {
    return exchange().failureId();
  }
}
