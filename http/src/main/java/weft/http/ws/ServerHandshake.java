package weft.http.ws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldNames;
import weft.http.FieldTable;
import weft.http.HttpError;
import weft.http.RequestMessage;
import weft.http.Status;
import weft.http.WebSocketOptions;

/// The server's part of opening a socket: the request is judged ([RFC 6455
/// §4.2.1](https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1), [RFC 8441
/// §5](https://www.rfc-editor.org/rfc/rfc8441#section-5)) and its answer made.
///
/// @param settings of the socket
/// @param answer fields of the response
public record ServerHandshake(WebSocketSettings settings, FieldList answer) {
  private static final String VERSION = "13";
  private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  /// The fields that belong to the handshake, and not to the socket's request.
  private static final List<String> OWN_FIELDS =
      List.of(
          "connection",
          "upgrade",
          "sec-websocket-key",
          "sec-websocket-version",
          "sec-websocket-extensions",
          "sec-websocket-protocol");

  /// Judges a GET of HTTP/1.1.
  ///
  /// @throws HttpError 400, 403 or 426
  public static ServerHandshake http1(
      WebSocketHub shared, WebSocketOptions options, RequestMessage request) {
    FieldTable fields = request.fields();
    // "If any header fields ... the server MUST stop processing the client's handshake and return
    // an HTTP response with an appropriate error code".
    // Which methods a resource allows is known to whoever routes: HEAD is told what GET would be.
    if (!request.method().equals("GET")
        || !hasToken(fields, "upgrade", "websocket")
        || !hasToken(fields, "connection", "upgrade")) {
      throw new HttpError(Status.UPGRADE_REQUIRED, "this is a WebSocket: upgrade to it by GET")
          .withHeader("Upgrade", "websocket");
    }
    if (!request.version().equals("HTTP/1.1")) {
      throw new HttpError(Status.BAD_REQUEST, "a WebSocket needs HTTP/1.1 or HTTP/2");
    }
    List<String> keys = all(fields, "sec-websocket-key");
    if (keys.size() != 1 || !isKey(keys.getFirst())) {
      throw new HttpError(Status.BAD_REQUEST, "Sec-WebSocket-Key is not 16 bytes of base64");
    }
    FieldList answer = new FieldList();
    answer.add("Sec-WebSocket-Accept", accept(keys.getFirst()));
    return new ServerHandshake(settle(shared, options, request, answer), answer);
  }

  /// Judges an extended CONNECT of HTTP/2.
  ///
  /// @param protocol of the request
  /// @throws HttpError 400 or 403
  public static ServerHandshake http2(
      WebSocketHub shared,
      WebSocketOptions options,
      @Nullable String protocol,
      RequestMessage request) {
    if (!"websocket".equals(protocol)) {
      throw new HttpError(Status.BAD_REQUEST, "this is a WebSocket: connect to it");
    }
    FieldList answer = new FieldList();
    return new ServerHandshake(settle(shared, options, request, answer), answer);
  }

  private static WebSocketSettings settle(
      WebSocketHub shared, WebSocketOptions options, RequestMessage request, FieldList answer) {
    FieldTable fields = request.fields();
    List<String> versions = all(fields, "sec-websocket-version");
    if (versions.size() != 1 || !versions.getFirst().equals(VERSION)) {
      throw new HttpError(Status.UPGRADE_REQUIRED, "only version 13 of WebSocket is known here")
          .withHeader("Sec-WebSocket-Version", VERSION);
    }
    checkOrigin(options, request.authority(), all(fields, "origin"));
    String subprotocol = choose(options.subprotocols(), tokens(fields, "sec-websocket-protocol"));
    if (subprotocol != null) {
      answer.add("Sec-WebSocket-Protocol", subprotocol);
    }
    DeflateTerms terms =
        DeflateTerms.answer(
            all(fields, "sec-websocket-extensions"),
            options.deflate(),
            shared.tally.historyBytes
                    + DeflateCodec.WINDOW_BYTES
                    + DeflateCodec.OUTGOING_WINDOW_BYTES
                <= options.deflate().memoryBytesMax());
    if (terms != null) {
      answer.add("Sec-WebSocket-Extensions", terms.field());
    }
    WebSocketSettings settings = new WebSocketSettings(options, false, terms, subprotocol);
    shared.prepare(settings);
    return settings;
  }

  // "The |Origin| header field ... is used to protect against unauthorized cross-origin use of a
  // WebSocket server by scripts".
  // https://www.rfc-editor.org/rfc/rfc6455#section-10.2
  private static void checkOrigin(
      WebSocketOptions options, String authority, List<String> origins) {
    if (origins.isEmpty() || options.origins().contains("*")) {
      return;
    }
    String origin = origins.getFirst();
    boolean allowed =
        options.origins().isEmpty()
            ? origin.equalsIgnoreCase("http://" + authority)
                || origin.equalsIgnoreCase("https://" + authority)
            : contains(options.origins(), origin);
    if (origins.size() != 1 || !allowed) {
      throw new HttpError(Status.FORBIDDEN, "pages of this origin may not connect");
    }
  }

  private static boolean contains(List<String> origins, String origin) {
    for (String allowed : origins) {
      if (allowed.equalsIgnoreCase(origin)) {
        return true;
      }
    }
    return false;
  }

  static @Nullable String choose(List<String> ours, List<String> offered) {
    for (String subprotocol : ours) {
      if (offered.contains(subprotocol)) {
        return subprotocol;
      }
    }
    return null;
  }

  /// "concatenate this with the Globally Unique Identifier", "SHA-1", "base64-encoded".
  /// https://www.rfc-editor.org/rfc/rfc6455#section-1.3
  static String accept(String key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + SUFFIX).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("the JDK has no SHA-1", missing);
    }
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static boolean hasToken(FieldTable fields, String name, String token) {
    for (String value : tokens(fields, name)) {
      if (value.toLowerCase(Locale.ROOT).equals(token)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> tokens(FieldTable fields, String name) {
    List<String> tokens = new ArrayList<>();
    for (String value : all(fields, name)) {
      for (String token : value.split(",", -1)) {
        tokens.add(token.strip());
      }
    }
    return tokens;
  }

  static List<String> all(FieldTable fields, String name) {
    int id = FieldNames.id(name);
    List<String> values = new ArrayList<>();
    for (int at = fields.find(id, name, 0); at >= 0; at = fields.find(id, name, at + 1)) {
      values.add(fields.value(at).strip());
    }
    return values;
  }

  /// The fields of a request that its socket keeps.
  public static FieldList kept(FieldTable fields) {
    FieldList kept = new FieldList();
    for (int index = 0; index < fields.size(); index++) {
      if (!OWN_FIELDS.contains(fields.name(index))) {
        kept.add(fields.name(index), fields.value(index));
      }
    }
    return kept;
  }
}
