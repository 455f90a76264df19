package weft.http.client;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.WebSocketRequest;
import weft.http.protocol.OutgoingRequest;
import weft.http.ws.ClientOpening;

/// What a server is asked for a WebSocket with, over either version of HTTP.
final class OpeningRequest {
  private final URI target;
  private final Origin origin;
  private final FieldList given;
  private final String userAgent;

  /// @param uri `ws://` or `wss://`
  /// @param namesAndValues more fields of the request
  /// @param userAgent the client's, unless the fields have one; empty for none
  OpeningRequest(String uri, String[] namesAndValues, String userAgent) {
    target = Origin.uri(http(uri));
    origin = Origin.of(target);
    given = given(namesAndValues);
    this.userAgent = userAgent;
  }

  /// "ws-URI", "wss-URI": https://www.rfc-editor.org/rfc/rfc6455#section-3
  private static String http(String uri) {
    String lower = uri.toLowerCase(Locale.ROOT);
    if (lower.startsWith("ws://")) {
      return "http" + uri.substring("ws".length());
    }
    if (lower.startsWith("wss://")) {
      return "https" + uri.substring("wss".length());
    }
    throw Origin.refused(uri, "its scheme is neither ws nor wss");
  }

  private static FieldList given(String[] namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name has no value");
    }
    FieldList given = new FieldList();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      String name = namesAndValues[index];
      if (name.toLowerCase(Locale.ROOT).startsWith("sec-websocket-")) {
        throw new IllegalArgumentException("field " + name + " is managed by the client");
      }
      RequestFields.check(name, namesAndValues[index + 1]);
      given.add(name, namesAndValues[index + 1]);
    }
    return given;
  }

  Origin origin() {
    return origin;
  }

  /// A GET that upgrades its connection.
  OutgoingRequest http1(ClientOpening opening) {
    FieldList fields = new FieldList();
    opening.askHttp1(fields);
    return request("GET", fields, 0, null);
  }

  /// An extended CONNECT.
  OutgoingRequest http2(ClientOpening opening) {
    FieldList fields = new FieldList();
    opening.askHttp2(fields);
    return request("CONNECT", fields, -1, "websocket");
  }

  private OutgoingRequest request(
      String method, FieldList fields, long bodyLength, @Nullable String protocol) {
    for (int index = 0; index < given.size(); index++) {
      fields.add(given.name(index), given.value(index));
    }
    if (!userAgent.isEmpty() && given.first("user-agent") == null) {
      fields.add("User-Agent", userAgent);
    }
    return new OutgoingRequest(
        method,
        origin.scheme(),
        origin.authority(),
        Origin.target(target),
        fields,
        bodyLength,
        false,
        protocol);
  }

  /// What is kept of it while the WebSocket is open.
  WebSocketRequest kept(String version) {
    String path = target.getRawPath();
    return new WebSocketRequest(
        path == null || path.isEmpty() ? "/" : path,
        target.getRawQuery(),
        origin.scheme(),
        version,
        origin.authority(),
        given,
        InetSocketAddress.createUnresolved(origin.host(), origin.port()));
  }
}
