package weft.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import weft.http.FieldNames;
import weft.http.FieldTable;
import weft.hub.StreamConnection;
import weft.hub.memory.Buffer;

/// The way from HTTP/1.1 to HTTP/2 by `Upgrade: h2c` ([RFC 7540
/// §3.2](https://www.rfc-editor.org/rfc/rfc7540#section-3.2)). RFC 9113 dropped it; clients that
/// cannot know what a server speaks still take it.
final class Http2Upgrade {
  private static final String SETTINGS = "HTTP2-Settings";

  private static final int SETTING_BYTES = 6;

  private static final byte[] ANSWER =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
          .getBytes(ISO_8859_1);

  private Http2Upgrade() {}

  /// The client's settings, from the field that "MUST" stand exactly once and be named by
  /// Connection.
  ///
  /// @return `null` when the request is not fit to be upgraded
  static byte @Nullable [] settings(FieldTable fields) {
    int at = fields.find(FieldNames.UNKNOWN, SETTINGS, 0);
    if (at < 0
        || fields.find(FieldNames.UNKNOWN, SETTINGS, at + 1) >= 0
        || !isNamedByConnection(fields)) {
      return null;
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(fields.value(at));
      return payload.length % SETTING_BYTES == 0 ? payload : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static boolean isNamedByConnection(FieldTable fields) {
    boolean upgrade = false;
    boolean settings = false;
    int id = FieldNames.CONNECTION;
    for (int at = fields.find(id, "", 0); at >= 0; at = fields.find(id, "", at + 1)) {
      for (String option : fields.value(at).split(",", -1)) {
        upgrade |= option.strip().equalsIgnoreCase("upgrade");
        settings |= option.strip().equalsIgnoreCase(SETTINGS);
      }
    }
    return upgrade && settings;
  }

  /// Tells the client that HTTP/2 follows.
  ///
  /// @return false when there is no memory
  static boolean answer(StreamConnection channel) {
    Buffer room = channel.reserve(ANSWER.length);
    if (room == null) {
      return false;
    }
    room.put(ANSWER, 0, ANSWER.length);
    channel.flushLater();
    return true;
  }
}
