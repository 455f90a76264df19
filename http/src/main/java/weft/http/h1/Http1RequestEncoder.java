package weft.http.h1;

import weft.http.protocol.OutgoingRequest;
import weft.hub.memory.HotPath;

/// Puts request heads into bytes: request line, Host, the caller's fields, framing.
///
/// Everything was checked when the request was made, so nothing here can end a line early. Confined
/// to a hub; one per hub.
final class Http1RequestEncoder {
  private static final byte[] LINE_END = ByteText.ascii(" HTTP/1.1\r\nHost: ");
  private static final byte[] EXPECT = ByteText.ascii("Expect: 100-continue\r\n");

  private final ByteText text = new ByteText();

  Http1RequestEncoder() {}

  /// What was encoded last, or is being put together.
  @HotPath
  ByteText text() {
    return text;
  }

  /// Encodes the head of a request.
  @HotPath
  void encode(OutgoingRequest request) {
    text.clear();
    text.add(request.method());
    text.add(' ');
    text.add(request.target());
    // "A user agent that sends Host SHOULD send it as the first field in the header section of a
    // request." https://www.rfc-editor.org/rfc/rfc9110#section-7.2
    text.add(LINE_END);
    text.add(request.authority());
    text.add('\r', '\n');
    text.add(request.fields());
    long length = request.bodyLength();
    if (length < 0) {
      text.addChunked();
    } else if (length > 0 || anticipatesContent(request.method())) {
      text.addContentLength(length);
    }
    if (request.expectsContinue() && length != 0) {
      text.add(EXPECT);
    }
    text.add('\r', '\n');
  }

  /// "A user agent SHOULD send Content-Length in a request when the method defines a meaning for
  /// enclosed content and it is not sending Transfer-Encoding. For example, a user agent normally
  /// sends Content-Length in a POST request even when the value is 0".
  /// https://www.rfc-editor.org/rfc/rfc9110#section-8.6
  @HotPath
  private static boolean anticipatesContent(String method) {
    return switch (method) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }
}
