package weft.hub.tls;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;

/// What a client sends first.
final class RecordedHello {
  private RecordedHello() {}

  /// The first record of a client, taken by a server that answers nothing.
  static byte[] of(JdkTlsClient client) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      SSLSocket socket = client.over(plain, "TLSv1.3", "localhost");
      Thread greeting =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  socket.startHandshake();
                } catch (IOException expected) {
                  return;
                }
              });
      DataInputStream in = new DataInputStream(accepted.getInputStream());
      byte[] header = in.readNBytes(5);
      int length = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
      byte[] hello = Arrays.copyOf(header, 5 + length);
      in.readFully(hello, 5, length);
      accepted.close();
      greeting.join();
      return hello;
    }
  }
}
