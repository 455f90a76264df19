package weft.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// The little of HTTP/2 (RFC 9113) it takes to ask once and wait, in cleartext with prior
/// knowledge: a client library would spend more memory on a connection than the servers do.
final class Http2Wire {
  /// The first stream a client opens.
  static final int FIRST_STREAM = 1;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int GO_AWAY = 7;

  private static final int ACKNOWLEDGED = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /// Fields of the static table (RFC 7541, appendix A) and the two that are sent as text.
  private static final int METHOD_GET = 0x82;

  private static final int SCHEME_HTTP = 0x86;
  private static final int PATH_AS_TEXT = 0x04;
  private static final int AUTHORITY_AS_TEXT = 0x01;

  private Http2Wire() {}

  /// Sends the preface and empty settings.
  static void begin(Socket connection) throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
    connection.getOutputStream().write(out.toByteArray());
  }

  /// Asks and reads up to the end of the answer.
  ///
  /// @throws IOException also when the server ends the stream or the connection otherwise
  static void get(Socket connection, String target, int stream) throws IOException {
    var block = new ByteArrayOutputStream();
    block.write(METHOD_GET);
    block.write(SCHEME_HTTP);
    text(block, PATH_AS_TEXT, target);
    text(block, AUTHORITY_AS_TEXT, "localhost");
    connection
        .getOutputStream()
        .write(frame(HEADERS, END_HEADERS | END_STREAM, stream, block.toByteArray()));
    awaitAnswer(connection, stream);
  }

  private static void text(ByteArrayOutputStream block, int name, String value) {
    block.write(name);
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  private static void awaitAnswer(Socket connection, int stream) throws IOException {
    var in = new DataInputStream(connection.getInputStream());
    boolean ended = false;
    while (!ended) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int of = in.readInt();
      in.skipNBytes(length);
      if (type == RESET || type == GO_AWAY) {
        throw new IOException("the server ends with a frame of type " + type);
      }
      if (type == SETTINGS && (flags & ACKNOWLEDGED) == 0) {
        connection.getOutputStream().write(frame(SETTINGS, ACKNOWLEDGED, 0, new byte[0]));
      }
      ended = of == stream && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeShort(payload.length >>> 8);
    out.writeByte(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    return bytes.toByteArray();
  }
}
