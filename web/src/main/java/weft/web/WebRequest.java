package weft.web;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.http.Headers;
import weft.http.Request;
import weft.web.json.JsonCodec;
import weft.web.routing.Route;
import weft.web.routing.RouteMatch;
import weft.web.routing.RouteOutcome;

/// A request as handlers of an [App] see it.
///
/// Valid until the handler returns; belongs to the request's thread.
public final class WebRequest {
  private final Request request;
  private final JsonCodec codec;
  final RouteMatch<RouteAction> match = new RouteMatch<>();
  RouteOutcome outcome = RouteOutcome.NOT_FOUND;
  private @Nullable QueryParameters query;
  private @Nullable Map<String, String> cookies;
  private @Nullable RequestBody body;
  private @Nullable Map<Attribute<?>, Object> attributes;

  WebRequest(Request request, JsonCodec codec) {
    this.request = request;
    this.codec = codec;
  }

  /// The method, such as `GET`; case matters.
  public String method() {
    return request.method();
  }

  /// The path as it came, undecoded.
  public String path() {
    return request.path();
  }

  /// A parameter of the route's path, decoded.
  ///
  /// @throws IllegalArgumentException when the route has none of this name
  public Parameter path(String name) {
    String value = match.value(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "route '" + match.route() + "' has no path parameter '" + name + "'");
    }
    return new Parameter("path", name, value);
  }

  /// The first query parameter of that name, decoded; may be absent.
  ///
  /// @throws ProblemError 400 when the query has a bad percent-encoding
  public Parameter query(String name) {
    return new Parameter("query", name, query().first(name));
  }

  /// All query parameters.
  ///
  /// @throws ProblemError 400 when the query has a bad percent-encoding
  public QueryParameters query() {
    if (query == null) {
      query = QueryParameters.parse(request.query());
    }
    return query;
  }

  /// The value of the first field of that name; null without one.
  public @Nullable String header(String name) {
    return request.header(name);
  }

  /// All fields.
  public Headers headers() {
    return request.headers();
  }

  /// The value of a cookie; null without it.
  public @Nullable String cookie(String name) {
    return cookies().get(name);
  }

  /// All cookies by name; of several with one name the first.
  public Map<String, String> cookies() {
    if (cookies == null) {
      List<String> fields = request.headers().all("cookie");
      cookies = fields.isEmpty() ? Map.of() : RequestCookies.parse(fields);
    }
    return cookies;
  }

  /// The body; always the same object, empty when there is none.
  public RequestBody body() {
    if (body == null) {
      body = new RequestBody(request.body(), request.header("content-type"), codec);
    }
    return body;
  }

  /// The client's address; behind a proxy, the proxy's.
  public SocketAddress clientAddress() {
    return request.remoteAddress();
  }

  /// Host and port the request was made to, as the client says; empty when it did not.
  public String authority() {
    return request.authority();
  }

  /// `http` or `https`.
  public String scheme() {
    return request.scheme();
  }

  /// The version of HTTP it came by: `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`.
  public String version() {
    return request.version();
  }

  /// The certificate the client has shown and those behind it, verified; empty for none.
  public List<X509Certificate> clientCertificates() {
    return request.clientCertificates();
  }

  /// The route that answers; null for the answers Weft makes where there is none.
  public @Nullable Route route() {
    return match.route();
  }

  /// What a filter or handler of this request has kept under a key; null without it.
  public <T> @Nullable T attribute(Attribute<T> key) {
    // Only [#attribute(Attribute, Object)] puts values in, so the type is the key's.
    @SuppressWarnings("unchecked")
    T value = attributes == null ? null : (T) attributes.get(key);
    return value;
  }

  /// Keeps a value for filters and handlers of this request.
  public <T> void attribute(Attribute<T> key, T value) {
    if (attributes == null) {
      attributes = new HashMap<>(4);
    }
    attributes.put(key, value);
  }

  /// What filters have kept so far, in a form that lasts.
  Map<Attribute<?>, Object> attributes() {
    return attributes == null ? Map.of() : Map.copyOf(attributes);
  }

  /// The request below, for what this class does not offer.
  public Request http() {
    return request;
  }
}
