package weft.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import weft.http.Headers;
import weft.http.Request;
import weft.web.forms.FormLimits;
import weft.web.forms.Multipart;
import weft.web.forms.MultipartLimits;
import weft.web.forms.NamedValues;
import weft.web.forms.UrlencodedForm;
import weft.web.records.RecordFormat;
import weft.web.records.RecordLimits;
import weft.web.records.RecordReader;
import weft.web.routing.Route;
import weft.web.routing.RouteMatch;
import weft.web.routing.RouteOutcome;

/// A request as handlers of an [App] see it.
///
/// Valid until the handler returns; belongs to the request's thread.
public final class WebRequest {
  private final Request request;
  final RequestServices services;
  final RouteMatch<RouteAction> match = new RouteMatch<>();
  RouteOutcome outcome = RouteOutcome.NOT_FOUND;
  private @Nullable NamedValues query;
  private @Nullable Map<String, String> cookies;
  private @Nullable RequestBody body;
  private @Nullable NamedValues form;
  private @Nullable Multipart multipart;
  private @Nullable Map<Attribute<?>, Object> attributes;

  WebRequest(Request request, RequestServices services) {
    this.request = request;
    this.services = services;
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
  public NamedValues query() {
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

  /// The body; always the same object, empty when there is none. What was read of it whole is kept
  /// until the handler returns, so that filters and handler may read it in turn.
  public RequestBody body() {
    if (body == null) {
      body =
          new RequestBody(request.body(), request.header("content-type"), services.codec(), null);
    }
    return body;
  }

  /// The first field of that name of an urlencoded form, as [#form()] has it; may be absent.
  public Parameter form(String name) throws IOException {
    return new Parameter("form", name, form().first(name));
  }

  /// The body as `application/x-www-form-urlencoded`, within the server's limits
  /// ([weft.web.options.ServerOptions#forms]).
  ///
  /// @throws weft.web.forms.FormError 415 for another content type, 413 past a limit, 400 when it
  ///   is broken
  public NamedValues form() throws IOException {
    return form(services.forms());
  }

  /// The body as `application/x-www-form-urlencoded`; read by the first call, whose limits count.
  ///
  /// @throws weft.web.forms.FormError as [#form()]
  public NamedValues form(FormLimits limits) throws IOException {
    if (form == null) {
      RequestBody source = body().limit(Long.MAX_VALUE);
      form =
          UrlencodedForm.read(
              request.header("content-type"), source.stream(), source.length(), limits);
    }
    return form;
  }

  /// The body as `multipart/form-data`, part by part, within the server's limits
  /// ([weft.web.options.ServerOptions#multipart]).
  ///
  /// @throws weft.web.forms.FormError 415 for another content type, 413 when the client announced
  ///   too much
  public Multipart multipart() {
    return multipart(services.multipart());
  }

  /// The body as `multipart/form-data`, part by part; always the same, with the limits of the first
  /// call.
  ///
  /// @throws weft.web.forms.FormError as [#multipart()]
  public Multipart multipart(MultipartLimits limits) {
    if (multipart == null) {
      RequestBody source = body().limit(Long.MAX_VALUE);
      multipart =
          Multipart.of(
              request.header("content-type"),
              source.stream(),
              source.length(),
              limits,
              services.files());
    }
    return multipart;
  }

  /// Has the body decoded as it is read, for filters: before anybody reads it. From then on [#body]
  /// is the decoded one.
  ///
  /// @param decoding given the body as it came
  public void decodeBody(UnaryOperator<InputStream> decoding) {
    body =
        new RequestBody(
            request.body(),
            request.header("content-type"),
            services.codec(),
            decoding.apply(request.body().stream()));
  }

  /// The body as NDJSON, a value of that type per line, within the default limits.
  ///
  /// @throws weft.http.HttpError 415 when the content type is there and is another, 413 when the
  ///   client announced too much
  public <T> RecordReader<T> ndjson(Class<T> type) {
    return ndjson(type, RecordLimits.DEFAULTS);
  }

  /// The body as NDJSON.
  ///
  /// @throws weft.http.HttpError as [#ndjson(Class)]
  public <T> RecordReader<T> ndjson(Class<T> type, RecordLimits limits) {
    return records(RecordFormat.NDJSON, type, limits);
  }

  /// The body as a JSON text sequence (RFC 7464), within the default limits.
  ///
  /// @throws weft.http.HttpError as [#ndjson(Class)]
  public <T> RecordReader<T> jsonSequence(Class<T> type) {
    return jsonSequence(type, RecordLimits.DEFAULTS);
  }

  /// The body as a JSON text sequence (RFC 7464).
  ///
  /// @throws weft.http.HttpError as [#ndjson(Class)]
  public <T> RecordReader<T> jsonSequence(Class<T> type, RecordLimits limits) {
    return records(RecordFormat.JSON_SEQUENCE, type, limits);
  }

  private <T> RecordReader<T> records(RecordFormat format, Class<T> type, RecordLimits limits) {
    String contentType = request.header("content-type");
    InputStream source = body().limit(limits.bytesMax()).stream();
    return RecordReader.of(format, contentType, source, limits, type, services.codec());
  }

  /// The fields behind the body (RFC 9110 §6.5); to be asked for when it has been read to its end.
  public Headers trailers() {
    return request.trailers();
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
  ///
  /// @param value null for none any more
  public <T> void attribute(Attribute<T> key, @Nullable T value) {
    if (attributes == null) {
      attributes = new HashMap<>(4);
    }
    if (value == null) {
      attributes.remove(key);
    } else {
      attributes.put(key, value);
    }
  }

  /// Gives back what the handler used; when it has returned.
  void release() throws IOException {
    if (multipart != null) {
      multipart.release();
    }
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
