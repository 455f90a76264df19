package weft.verify.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import weft.http.HttpError;
import weft.http.Request;
import weft.http.Response;

/// One call of gRPC as its service sees it: messages in blocking style, each behind five bytes that
/// say whether it is compressed and how long it is, and a status in trailers ([gRPC over
/// HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md)).
final class GrpcCall {
  private static final int PREFIX_BYTES = 5;
  private static final String CONTENT_TYPE = "application/grpc";

  private final Response response;
  private final InputStream in;

  /// Takes a request, if it is one of gRPC.
  GrpcCall(Request request, Response response) {
    this.response = response;
    String type = request.header("content-type");
    if (type == null || !type.startsWith(CONTENT_TYPE)) {
      throw new HttpError(415, "this service takes " + CONTENT_TYPE);
    }
    if (!"trailers".equals(request.header("te"))) {
      throw new HttpError(400, "this client does not take trailers");
    }
    in = request.body().limit(Long.MAX_VALUE).stream();
    response.header("Content-Type", CONTENT_TYPE);
  }

  /// Waits for the next message.
  ///
  /// @return `null` behind the last
  byte @Nullable [] read() throws IOException {
    byte[] prefix = in.readNBytes(PREFIX_BYTES);
    if (prefix.length == 0) {
      return null;
    }
    if (prefix.length < PREFIX_BYTES || prefix[0] != 0) {
      throw new IOException("the prefix of a message is cut off, or the message is compressed");
    }
    int length = ByteBuffer.wrap(prefix).getInt(1);
    byte[] message = in.readNBytes(length);
    if (message.length < length) {
      throw new IOException("a message is cut off");
    }
    return message;
  }

  /// Waits for the only message.
  byte[] readOnly() throws IOException {
    byte[] message = read();
    if (message == null || read() != null) {
      throw new IOException("there is not exactly one message");
    }
    return message;
  }

  /// Answers a message, sent with those that follow.
  void write(byte[] message) throws IOException {
    OutputStream out = response.stream();
    out.write(ByteBuffer.allocate(PREFIX_BYTES).put((byte) 0).putInt(message.length).array());
    out.write(message);
  }

  /// Answers a message that is sent at once.
  void send(byte[] message) throws IOException {
    write(message);
    response.stream().flush();
  }

  /// Ends with a status behind the messages.
  void end(int status, String message) {
    response.trailer("grpc-status", "" + status);
    if (!message.isEmpty()) {
      response.trailer("grpc-message", percentEncoded(message));
    }
  }

  /// Ends with success.
  void end() {
    end(0, "");
  }

  /// Ends without messages: head and status are one, "Trailers-Only".
  void refuse(int status, String message) {
    response.header("grpc-status", "" + status).header("grpc-message", percentEncoded(message));
    response.send();
  }

  private static String percentEncoded(String message) {
    StringBuilder text = new StringBuilder();
    for (byte value : message.getBytes(UTF_8)) {
      if (value >= ' ' && value <= '~' && value != '%') {
        text.append((char) value);
      } else {
        text.append(String.format("%%%02X", value));
      }
    }
    return text.toString();
  }
}
