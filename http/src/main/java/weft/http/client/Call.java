package weft.http.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.CookieHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import weft.http.FieldList;
import weft.http.Headers;
import weft.http.protocol.OutgoingRequest;

/// A request on its way to a response: made again where that is safe, redirected where that was
/// asked for. Belongs to the thread that makes the call.
final class Call {
  private static final int PIECE_BYTES = 32 * 1024;

  /// Methods that mean the same once or twice (RFC 9110 §9.2.2).
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private final HttpClient client;
  private final ClientOptions options;
  private final ClientRequest asked;
  private final ClientHub hub;
  private final Deadline deadline;
  private Hop hop;
  private int retries;

  Call(HttpClient client, ClientRequest asked) throws IOException {
    this.client = client;
    this.asked = asked;
    options = client.options();
    hub = client.part();
    deadline = Deadline.in(asked.timeout(), hub.hub());
    hop = Hop.first(asked);
  }

  // Whole.

  ClientResponse send() throws IOException {
    try {
      for (int redirects = 0; ; redirects++) {
        Attempt attempt = sendHop();
        Hop next = hop.redirected(attempt, redirects, asked.redirectsMax());
        if (next == null) {
          return new ClientResponse(attempt, hop.uri(), options);
        }
        attempt.release();
        hub.tally().redirects++;
        hop = next;
      }
    } finally {
      asked.body().close();
    }
  }

  private Attempt sendHop() throws IOException {
    while (true) {
      Attempt attempt = attempt(hop.body().length());
      boolean done = false;
      try {
        sendBody(attempt);
        awaitHead(attempt);
        done = true;
        return attempt;
      } catch (CallFailed failed) {
        if (!isSafeToRetry(failed, attempt) || ++retries > options.retriesMax()) {
          throw failed;
        }
        hub.tally().retries++;
      } finally {
        if (!done) {
          attempt.release();
        }
      }
    }
  }

  /// "A client SHOULD NOT automatically retry a request with a non-idempotent method unless it has
  /// some means to know that the request semantics are actually idempotent … or some means to
  /// detect that the original request was never applied."
  /// https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
  private boolean isSafeToRetry(CallFailed failed, Attempt attempt) {
    if (!hop.body().isReplayable()
        || (attempt.wantsHttp1() && options.protocol() != ClientProtocol.AUTO)) {
      return false;
    }
    boolean again = IDEMPOTENT.contains(hop.method()) && attempt.wasOnUsedConnection();
    return switch (failed.kind()) {
      case REFUSED -> failed.isUnprocessed();
      case LOST -> failed.isUnprocessed() || again;
      case TLS -> again;
      case UNKNOWN_HOST, CONNECT, PROXY, TIMEOUT, PROTOCOL, TOO_LARGE, OVERLOAD, REDIRECT, CLOSED ->
          false;
    };
  }

  private void sendBody(Attempt attempt) throws IOException {
    OutgoingBody body = hop.body();
    if (body.length() == 0 && hop.trailers().size() == 0) {
      return;
    }
    if (asked.expectsContinue() && !attempt.awaitContinue()) {
      return;
    }
    InputStream stream = body.stream();
    boolean wanted =
        stream == null
            ? attempt.write(body.bytes(), 0, body.bytes().length)
            : sendStream(attempt, stream, body.length());
    if (wanted) {
      finish(attempt);
    }
  }

  private static boolean sendStream(Attempt attempt, InputStream stream, long length)
      throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    long sent = 0;
    for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
      sent += count;
      if (length >= 0 && sent > length) {
        throw new IOException("the stream gives more than the " + length + " bytes announced");
      }
      if (!attempt.write(piece, 0, count)) {
        return false;
      }
    }
    if (sent < length) {
      throw new IOException("the stream gives " + sent + " of the " + length + " bytes announced");
    }
    return true;
  }

  private void awaitHead(Attempt attempt) throws IOException {
    for (Attempt.Interim interim = attempt.awaitHead();
        interim != null;
        interim = attempt.awaitHead()) {
      asked.tellInterim(interim.status(), interim.fields());
    }
    storeCookies(attempt.headers());
  }

  // Piece by piece.

  /// Sends the head.
  ///
  /// @param length bytes of the body, or -1
  Attempt start(long length) throws IOException {
    return attempt(length);
  }

  void finish(Attempt attempt) throws IOException {
    attempt.finish(hop.trailers());
  }

  ClientResponse response(Attempt attempt) throws IOException {
    awaitHead(attempt);
    return new ClientResponse(attempt, hop.uri(), options);
  }

  // One attempt.

  private Attempt attempt(long length) throws IOException {
    Origin origin = Origin.of(hop.uri());
    ClientRoute route = ClientRoute.to(origin, client.proxies());
    String path = Origin.target(hop.uri());
    OutgoingRequest request =
        new OutgoingRequest(
            hop.method(),
            origin.scheme(),
            origin.authority(),
            route.namesUris() ? origin + path : path,
            fields(route),
            hop.trailers().size() == 0 ? length : -1,
            asked.expectsContinue());
    Attempt attempt = new Attempt(hub, request, deadline);
    attempt.begin(route, client.connector());
    return attempt;
  }

  private FieldList fields(ClientRoute route) throws IOException {
    FieldList fields = new FieldList();
    FieldList given = hop.fields();
    for (int index = 0; index < given.size(); index++) {
      fields.add(given.name(index), given.value(index));
    }
    if (!options.userAgent().isEmpty() && fields.first("user-agent") == null) {
      fields.add("User-Agent", options.userAgent());
    }
    if (fields.first("accept") == null) {
      fields.add("Accept", "*/*");
    }
    if (options.decompresses() && fields.first("accept-encoding") == null) {
      fields.add("Accept-Encoding", ContentCoding.ACCEPTED);
    }
    ProxyAddress proxy = route.proxy();
    if (route.namesUris() && proxy != null && proxy.authorization() != null) {
      fields.add("Proxy-Authorization", proxy.authorization());
    }
    announceTrailers(fields);
    addCookies(fields);
    return fields;
  }

  /// "A sender that intends to generate one or more trailer fields in a message SHOULD generate a
  /// Trailer header field in the header section of that message": Go's server of HTTP/2 drops
  /// others. https://www.rfc-editor.org/rfc/rfc9110#section-6.6.2
  private void announceTrailers(FieldList fields) {
    FieldList trailers = hop.trailers();
    Set<String> names = new LinkedHashSet<>();
    for (int index = 0; index < trailers.size(); index++) {
      names.add(trailers.name(index).toLowerCase(Locale.ROOT));
    }
    if (!names.isEmpty()) {
      fields.add("Trailer", String.join(", ", names));
    }
  }

  // Cookies.

  private void addCookies(FieldList fields) throws IOException {
    CookieHandler cookies = options.cookies();
    if (cookies == null) {
      return;
    }
    List<String> all = new ArrayList<>();
    String given = fields.first("cookie");
    if (given != null) {
      all.add(given);
    }
    Map<String, List<String>> kept = cookies.get(hop.uri(), Map.of());
    for (Map.Entry<String, List<String>> entry : kept.entrySet()) {
      if (entry.getKey().equalsIgnoreCase("cookie")) {
        all.addAll(entry.getValue());
      }
    }
    if (!all.isEmpty()) {
      setCookie(fields, String.join("; ", all));
    }
  }

  /// Servers decide how many there are.
  private void setCookie(FieldList fields, String cookies) throws CallFailed {
    try {
      fields.set("Cookie", cookies);
    } catch (IllegalArgumentException unfit) {
      throw new CallFailed(
          CallFailed.Kind.TOO_LARGE,
          hop.method()
              + " "
              + Origin.of(hop.uri())
              + ": the cookies do not fit: "
              + unfit.getMessage(),
          true,
          unfit);
    }
  }

  private void storeCookies(Headers headers) throws IOException {
    CookieHandler cookies = options.cookies();
    List<String> set = cookies == null ? List.of() : headers.all("set-cookie");
    if (cookies != null && !set.isEmpty()) {
      Map<String, List<String>> fields = new HashMap<>();
      fields.put("Set-Cookie", set);
      cookies.put(hop.uri(), fields);
    }
  }
}
