package weft.http;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// What a handler has said about its response, before a protocol encodes it.
///
/// Belongs to the exchange and is used again for the next one.
public final class ResponseHead {
  /// No Content-Length was given.
  public static final long UNKNOWN = -1;

  private static final int STRICT_TRANSPORT_SECURITY = FieldNames.id(Hsts.FIELD);

  private final FieldList fields = new FieldList();
  private @Nullable FieldList trailers;
  private int status = Status.OK;
  private long declaredLength = UNKNOWN;
  private boolean closing;
  private boolean dated;
  private boolean named;
  private boolean upgradable;

  ResponseHead() {}

  @HotPath
  void clear() {
    fields.clear();
    removeTrailers();
    status = Status.OK;
    declaredLength = UNKNOWN;
    closing = false;
    dated = false;
    named = false;
    upgradable = false;
  }

  /// Status code, 200 to 599.
  @HotPath
  public int status() {
    return status;
  }

  @HotPath
  void setStatus(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is not in 200 to 599");
    }
    this.status = status;
  }

  /// Fields the handler set; the managed ones (Content-Length, Connection, Transfer-Encoding) are
  /// never among them.
  @HotPath
  public FieldList fields() {
    return fields;
  }

  /// Whether the handler set its own Strict-Transport-Security.
  @HotPath
  public boolean isStrict() {
    return fields.find(STRICT_TRANSPORT_SECURITY, Hsts.FIELD, 0) >= 0;
  }

  /// Fields to send behind the body.
  @HotPath
  public FieldList trailers() {
    return trailers == null ? FieldList.NONE : trailers;
  }

  /// Content-Length as the handler declared it, or [#UNKNOWN].
  @HotPath
  public long declaredLength() {
    return declaredLength;
  }

  /// Whether the handler asked for the connection to end behind this response.
  @HotPath
  public boolean isClosing() {
    return closing;
  }

  /// Whether the handler set its own Date.
  @HotPath
  public boolean isDated() {
    return dated;
  }

  /// Whether the handler set its own Server.
  @HotPath
  public boolean isNamed() {
    return named;
  }

  /// Whether the handler named protocols to go on with in Upgrade, which concerns the connection
  /// (RFC 9110 §7.8).
  @HotPath
  public boolean isUpgradable() {
    return upgradable;
  }

  @HotPath
  void set(String name, String value) {
    int id = FieldNames.id(name);
    boolean special = id != FieldNames.UNKNOWN && id <= FieldNames.PROXY_CONNECTION;
    if (special && manage(id, value)) {
      return;
    }
    fields.set(id, name, value);
    if (special) {
      notice(id);
    }
  }

  @HotPath
  void add(String name, String value) {
    int id = FieldNames.id(name);
    boolean special = id != FieldNames.UNKNOWN && id <= FieldNames.PROXY_CONNECTION;
    if (special && manage(id, value)) {
      return;
    }
    fields.add(id, name, value);
    if (special) {
      notice(id);
    }
  }

  /// Takes a field the protocol manages.
  ///
  /// @return whether it was taken, so that it does not go into the list
  private boolean manage(int id, String value) {
    switch (id) {
      case FieldNames.CONTENT_LENGTH -> declaredLength = parseLength(value);
      case FieldNames.CONNECTION -> manageConnection(value);
      case FieldNames.TRANSFER_ENCODING, FieldNames.KEEP_ALIVE, FieldNames.PROXY_CONNECTION ->
          throw new IllegalArgumentException(
              "field " + FieldNames.name(id) + " is managed by the server");
      default -> {
        return false;
      }
    }
    return true;
  }

  /// A field that stands for one of ours is in the list: one that was refused is not.
  private void notice(int id) {
    switch (id) {
      case FieldNames.DATE -> dated = true;
      case FieldNames.SERVER -> named = true;
      case FieldNames.UPGRADE -> upgradable = true;
      default -> {}
    }
  }

  private void manageConnection(String value) {
    if (value.equalsIgnoreCase("close")) {
      closing = true;
    } else if (!value.equalsIgnoreCase("keep-alive")) {
      throw new IllegalArgumentException("field connection takes close or keep-alive");
    }
  }

  private static long parseLength(String value) {
    int length = value.length();
    long result = 0;
    for (int index = 0; index < length; index++) {
      if (!Ascii.isDigit(value.charAt(index))) {
        throw new IllegalArgumentException("a content-length is not a number");
      }
      result = result * 10 + value.charAt(index) - '0';
    }
    if (length == 0 || length > 18) {
      throw new IllegalArgumentException("a content-length has 1 to 18 digits");
    }
    return result;
  }

  @Nullable String joined(String name) {
    String joined = get(name);
    int id = FieldNames.id(name);
    int at = joined == null ? -1 : fields.find(id, name, 0);
    while (at >= 0 && (at = fields.find(id, name, at + 1)) >= 0) {
      joined = joined + ", " + fields.value(at);
    }
    return joined;
  }

  @Nullable String get(String name) {
    int id = FieldNames.id(name);
    if (id == FieldNames.CONTENT_LENGTH) {
      return declaredLength == UNKNOWN ? null : Long.toString(declaredLength);
    }
    int at = fields.find(id, name, 0);
    return at < 0 ? null : fields.value(at);
  }

  void remove(String name) {
    int id = FieldNames.id(name);
    switch (id) {
      case FieldNames.CONTENT_LENGTH -> declaredLength = UNKNOWN;
      case FieldNames.CONNECTION -> closing = false;
      case FieldNames.DATE -> dated = false;
      case FieldNames.SERVER -> named = false;
      case FieldNames.UPGRADE -> upgradable = false;
      default -> {}
    }
    for (int at = fields.find(id, name, 0); at >= 0; at = fields.find(id, name, at)) {
      fields.remove(at);
    }
  }

  void addTrailer(String name, String value) {
    int id = FieldNames.id(name);
    if (!isTrailer(id)) {
      throw new IllegalArgumentException(
          "field " + FieldNames.name(id) + " must not stand behind the body");
    }
    if (trailers == null) {
      trailers = new FieldList();
    }
    trailers.add(id, name, value);
  }

  @HotPath
  void removeTrailers() {
    if (trailers != null) {
      trailers.clear();
    }
  }

  // "A sender MUST NOT generate a trailer section unless ... A sender MUST NOT generate a trailer
  // field unless the sender knows the corresponding header field name's definition permits sending
  // trailer fields": framing, routing, request modifiers, authentication, response control and
  // content handling are named as unfit.
  // https://www.rfc-editor.org/rfc/rfc9110#section-6.5.1
  private static boolean isTrailer(int id) {
    return switch (id == FieldNames.UNKNOWN ? "" : FieldNames.name(id)) {
      case "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "expect",
          "upgrade",
          "te",
          "trailer",
          "keep-alive",
          "date",
          "proxy-connection",
          "age",
          "authorization",
          "cache-control",
          "content-encoding",
          "content-range",
          "content-type",
          "expires",
          "location",
          "max-forwards",
          "pragma",
          "proxy-authenticate",
          "proxy-authorization",
          "range",
          "retry-after",
          "set-cookie",
          "vary",
          "www-authenticate" ->
          false;
      default -> true;
    };
  }
}
