package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.backend.SocketSettings;

/// A hub whose buffers run out: what finds no memory stays in the kernel, and nobody is cut off.
@Timeout(60)
class MemoryShortageSocketTest {
  private static final int UPLOADS = 60;
  private static final int UPLOAD_BYTES = 300_000;
  private static final long POOL_BYTES = 1 << 20;
  private static final byte UPLOAD = 'u';

  private final CountDownLatch release = new CountDownLatch(1);

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void uploadsNobodyReadsWaitAndOthersAreServed(HubOptions kind) throws Exception {
    try (Hubs hubs = Hubs.start(kind.withBufferBytesMax(POOL_BYTES))) {
      Hub hub = hubs.hub(0);
      TcpListener listener =
          hub.listen(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SocketSettings.DEFAULTS);
      Thread acceptor = hub.start(() -> serve(hub, listener));
      InetSocketAddress address = (InetSocketAddress) listener.address();
      List<CompletableFuture<Long>> answers = new ArrayList<>();
      for (int index = 0; index < UPLOADS; index++) {
        byte[] content = content(index);
        // A thread for each, since none ends before the release.
        answers.add(
            CompletableFuture.supplyAsync(
                () -> upload(address, content), task -> Thread.ofPlatform().start(task)));
      }

      for (int count = 0; count < 50; count++) {
        assertThat(echo(address)).isEqualTo('e');
      }
      release.countDown();

      for (int index = 0; index < UPLOADS; index++) {
        assertThat(answers.get(index).get(30, TimeUnit.SECONDS))
            .as("checksum of upload %s", index)
            .isEqualTo(checksum(content(index), UPLOAD_BYTES));
      }
      listener.close();
      acceptor.join();
      awaitBuffersReturned(hub);
    } finally {
      release.countDown();
    }
  }

  private void serve(Hub hub, TcpListener listener) {
    try {
      while (true) {
        TcpConnection connection = listener.accept();
        hub.start(() -> serve(connection));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  /// An upload is read late and answered with its checksum; other bytes come back at once.
  private void serve(TcpConnection connection) {
    try (connection) {
      byte[] content = new byte[UPLOAD_BYTES];
      if (connection.read(content, 0, 1) == 1 && content[0] == UPLOAD) {
        release.await();
        int length = 1;
        int count;
        while (length < UPLOAD_BYTES
            && (count = connection.read(content, length, UPLOAD_BYTES - length)) > 0) {
          length += count;
        }
        content = Long.toString(checksum(content, length)).getBytes();
        connection.write(content, 0, content.length);
      } else {
        connection.write(content, 0, 1);
      }
      connection.shutdownOutput();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] content(int seed) {
    byte[] content = new byte[UPLOAD_BYTES];
    new SplittableRandom(seed).nextBytes(content);
    content[0] = UPLOAD;
    return content;
  }

  private static long checksum(byte[] content, int length) {
    CRC32 sum = new CRC32();
    sum.update(content, 0, length);
    return sum.getValue();
  }

  private static long upload(InetSocketAddress address, byte[] content) {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.getOutputStream().write(content);
      return Long.parseLong(new String(socket.getInputStream().readAllBytes()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static int echo(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write('e');
      return socket.getInputStream().read();
    }
  }

  private static void awaitBuffersReturned(Hub hub) {
    while (hub.counters().buffersInUse() > 0) {
      Thread.onSpinWait();
    }
  }
}
