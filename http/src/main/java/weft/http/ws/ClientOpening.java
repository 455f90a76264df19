package weft.http.ws;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.Status;
import weft.http.WebSocketOptions;

/// The client's part of opening a socket, over HTTP/1.1 ([RFC 6455
/// §4.1](https://www.rfc-editor.org/rfc/rfc6455#section-4.1)) or HTTP/2 ([RFC 8441
/// §5](https://www.rfc-editor.org/rfc/rfc8441#section-5)): the fields of the request, and the
/// judgement of the response.
public final class ClientOpening {
  private static final int KEY_BYTES = 16;

  private final WebSocketOptions options;
  private final String key;

  /// What the server has to answer it with.
  private final String accept;

  private @Nullable WebSocketSettings settings;

  /// A handshake that is to begin. Not on the bare hub thread.
  public ClientOpening(WebSocketHub shared, WebSocketOptions options) {
    this.options = options;
    byte[] nonce = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(nonce);
    key = Base64.getEncoder().encodeToString(nonce);
    accept = ServerHandshake.accept(key);
    // Everything it may need: the response is judged where the JDK's locks cannot be taken.
    shared.prepare(
        new WebSocketSettings(
            options,
            true,
            options.deflate().enabled() ? new DeflateTerms(false, false, 15, "") : null,
            null));
  }

  /// Adds its fields to a GET of HTTP/1.1.
  public void askHttp1(FieldList fields) {
    fields.add("Connection", "Upgrade");
    fields.add("Upgrade", "websocket");
    fields.add("Sec-WebSocket-Key", key);
    askHttp2(fields);
  }

  /// Adds its fields to an extended CONNECT of HTTP/2.
  public void askHttp2(FieldList fields) {
    fields.add("Sec-WebSocket-Version", "13");
    if (!options.subprotocols().isEmpty()) {
      fields.add("Sec-WebSocket-Protocol", String.join(", ", options.subprotocols()));
    }
    if (options.deflate().enabled()) {
      fields.add("Sec-WebSocket-Extensions", DeflateTerms.offer(options.deflate()));
    }
  }

  /// Judges the response of HTTP/1.1: what is wrong with it, or `null` when [#settings] has what
  /// was agreed.
  public @Nullable String judgeHttp1(int status, FieldTable fields) {
    if (status != Status.SWITCHING_PROTOCOLS) {
      return "it answered with status " + status;
    }
    if (!is(fields, "upgrade", "websocket") || !is(fields, "connection", "upgrade")) {
      return "it upgrades to something else";
    }
    if (!ServerHandshake.all(fields, "sec-websocket-accept").equals(List.of(accept))) {
      return "its Sec-WebSocket-Accept is wrong";
    }
    return settle(fields);
  }

  /// Judges the response of HTTP/2 likewise.
  public @Nullable String judgeHttp2(int status, FieldTable fields) {
    return status / 100 == 2 ? settle(fields) : "it answered with status " + status;
  }

  private @Nullable String settle(FieldTable fields) {
    List<String> chosen = ServerHandshake.all(fields, "sec-websocket-protocol");
    if (chosen.size() > 1
        || (chosen.size() == 1 && !options.subprotocols().contains(chosen.getFirst()))) {
      return "it chose a sub-protocol that was not offered";
    }
    List<String> extensions = ServerHandshake.all(fields, "sec-websocket-extensions");
    DeflateTerms terms = null;
    if (!extensions.isEmpty()) {
      terms =
          options.deflate().enabled() ? DeflateTerms.accept(extensions, options.deflate()) : null;
      if (terms == null) {
        return "it chose an extension that was not offered";
      }
    }
    settings =
        new WebSocketSettings(options, true, terms, chosen.isEmpty() ? null : chosen.getFirst());
    return null;
  }

  private static boolean is(FieldTable fields, String name, String value) {
    List<String> values = ServerHandshake.all(fields, name);
    return values.size() == 1 && values.getFirst().equalsIgnoreCase(value);
  }

  /// What was agreed, once the response was judged.
  public WebSocketSettings settings() {
    WebSocketSettings agreed = settings;
    if (agreed == null) {
      throw new IllegalStateException("the response was not judged to agree");
    }
    return agreed;
  }
}
