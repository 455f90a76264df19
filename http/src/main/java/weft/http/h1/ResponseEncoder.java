package weft.http.h1;

import java.util.Arrays;
import weft.http.FieldList;
import weft.http.Hsts;
import weft.http.ResponseHead;
import weft.http.Status;
import weft.http.protocol.DateLine;
import weft.hub.memory.HotPath;

/// Puts response heads into bytes: status line, Server, Date, the handler's fields, framing.
///
/// Names and values were checked when they were set, so nothing here can end a line early. Confined
/// to a hub; one per hub.
public final class ResponseEncoder {
  private static final byte[] CLOSE = ByteText.ascii("Connection: close\r\n");
  private static final byte[] UPGRADE = ByteText.ascii("Connection: Upgrade\r\n");
  private static final byte[] KEEP_ALIVE = ByteText.ascii("Connection: keep-alive\r\n");
  private static final byte[][] STATUS_LINES = new byte[600][];

  static {
    for (int status = 100; status < STATUS_LINES.length; status++) {
      STATUS_LINES[status] =
          ByteText.ascii("HTTP/1.1 " + status + " " + Status.reason(status) + "\r\n");
    }
  }

  private final ByteText text = new ByteText();
  private final DateLine date;
  private final byte[] serverLine;

  /// Strict-Transport-Security, or nothing.
  private final byte[] hstsLine;

  // What the text holds, so that a head like the last one need not be encoded again.
  private final LastFields lastFields = new LastFields();
  private int lastStatus;
  private long lastVersion;
  private int lastFieldsEnd;
  private int lastEnding;
  private long lastContentLength;

  private byte[] usualStart = new byte[0];
  private long usualStartVersion;

  /// Makes an encoder.
  ///
  /// @param serverName value of the Server field, empty for none
  public ResponseEncoder(String serverName, DateLine date) {
    this(serverName, date, "");
  }

  /// Makes an encoder for connections over TLS.
  ///
  /// @param serverName value of the Server field, empty for none
  /// @param hsts value of the Strict-Transport-Security field, empty for none
  ResponseEncoder(String serverName, DateLine date, String hsts) {
    this.date = date;
    serverLine =
        serverName.isEmpty() ? new byte[0] : ByteText.ascii("Server: " + serverName + "\r\n");
    hstsLine = hsts.isEmpty() ? new byte[0] : ByteText.ascii(Hsts.FIELD + ": " + hsts + "\r\n");
  }

  /// What was encoded last.
  @HotPath
  ByteText text() {
    return text;
  }

  /// Encodes the head of a final response.
  ///
  /// @param persistent whether the connection goes on
  /// @param before11 whether the client speaks HTTP/1.0, which assumes the contrary
  @HotPath
  void encode(ResponseHead head, ResponseFraming framing, boolean persistent, boolean before11) {
    boolean sameFields = isLikeLast(head);
    int ending = ending(framing, persistent, before11);
    if (sameFields && ending == lastEnding && framing.contentLength == lastContentLength) {
      return;
    }
    if (sameFields) {
      text.truncate(lastFieldsEnd);
    } else {
      encodeFields(head);
    }
    lastEnding = ending;
    lastContentLength = framing.contentLength;
    if (framing.kind == ResponseFraming.COUNTED) {
      text.addContentLength(framing.contentLength);
    } else if (framing.kind == ResponseFraming.CHUNKED) {
      text.addChunked();
    }
    if (head.isUpgradable()) {
      // "A sender of Upgrade MUST also send an "Upgrade" connection option in the Connection header
      // field": https://www.rfc-editor.org/rfc/rfc9110#section-7.8
      text.add(UPGRADE);
    }
    if (!persistent) {
      text.add(CLOSE);
    } else if (before11) {
      text.add(KEEP_ALIVE);
    }
    text.add('\r', '\n');
  }

  /// How a head goes on behind its fields, but for the body's length.
  @HotPath
  private static int ending(ResponseFraming framing, boolean persistent, boolean before11) {
    return framing.kind << 2 | (persistent ? 2 : 0) | (before11 ? 1 : 0);
  }

  /// Whether the text begins with the status line and the fields of this head.
  @HotPath
  private boolean isLikeLast(ResponseHead head) {
    return head.status() == lastStatus
        && date.version() == lastVersion
        && lastFields.are(head.fields());
  }

  @HotPath
  private void encodeFields(ResponseHead head) {
    text.clear();
    start(head);
    if (hstsLine.length > 0 && !head.isStrict()) {
      text.add(hstsLine);
    }
    text.add(head.fields());
    lastStatus = head.status();
    lastVersion = date.version();
    lastFields.remember(head.fields());
    lastFieldsEnd = text.length();
  }

  /// Begins something else than the head of a final response.
  @HotPath
  private void clear() {
    text.clear();
    lastFields.forget();
  }

  /// Encodes an interim response.
  ///
  /// @param status 100 to 199
  void encodeInterim(int status, FieldList fields) {
    clear();
    text.add(STATUS_LINES[status]);
    text.add(fields);
    text.add('\r', '\n');
  }

  /// Encodes the last chunk and the trailer section behind it.
  @HotPath
  void encodeLastChunk(FieldList trailers) {
    clear();
    text.addLastChunk(trailers);
  }

  /// Encodes a whole response that ends the connection, for errors found before there is a handler.
  void encodeError(int status, ErrorText error, boolean bodiless) {
    clear();
    text.add(STATUS_LINES[status]);
    text.add(serverLine);
    text.add(date.bytes());
    text.add(hstsLine);
    text.add(error.fields);
    if (!bodiless) {
      text.add(error.body);
    }
  }

  @HotPath
  private void start(ResponseHead head) {
    if (head.status() == Status.OK && !head.isNamed() && !head.isDated()) {
      if (usualStartVersion != date.version()) {
        makeUsualStartSlow();
      }
      text.add(usualStart);
      return;
    }
    text.add(STATUS_LINES[head.status()]);
    if (!head.isNamed()) {
      text.add(serverLine);
    }
    if (!head.isDated()) {
      text.add(date.bytes());
    }
  }

  private void makeUsualStartSlow() {
    ByteText start = new ByteText();
    start.add(STATUS_LINES[Status.OK]);
    start.add(serverLine);
    start.add(date.bytes());
    usualStart = Arrays.copyOf(start.bytes(), start.length());
    usualStartVersion = date.version();
  }
}
