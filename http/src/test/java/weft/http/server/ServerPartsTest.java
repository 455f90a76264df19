package weft.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import weft.http.protocol.ProblemBody;

class ServerPartsTest {
  private static SocketAddress address(int... bytes) throws UnknownHostException {
    byte[] raw = new byte[bytes.length];
    for (int index = 0; index < bytes.length; index++) {
      raw[index] = (byte) bytes[index];
    }
    return new InetSocketAddress(InetAddress.getByAddress(raw), 1000);
  }

  @Test
  void connectionsAreCountedByAddress() throws UnknownHostException {
    AddressCensus census = new AddressCensus(2, 42);
    SocketAddress one = address(10, 0, 0, 1);
    SocketAddress other = address(10, 0, 0, 2);

    assertThat(census.enter(one)).isTrue();
    assertThat(census.enter(one)).isTrue();
    assertThat(census.enter(one)).isFalse();
    assertThat(census.enter(other)).isTrue();
    census.leave(one);
    assertThat(census.enter(one)).isTrue();
    assertThat(census.enter(one)).isFalse();
  }

  @Test
  void manyAddressesDoNotCountAsOne() throws UnknownHostException {
    AddressCensus census = new AddressCensus(20, 7);

    for (int index = 0; index < 5000; index++) {
      assertThat(census.enter(address(10, 1, index >>> 8, index & 255))).isTrue();
    }
  }

  @Test
  void addressesOfOneNetworkOfIpv6CountTogether() throws UnknownHostException {
    AddressCensus census = new AddressCensus(1, 7);

    assertThat(census.enter(address(32, 1, 13, 184, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1))).isTrue();
    assertThat(census.enter(address(32, 1, 13, 184, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2))).isFalse();
    assertThat(census.enter(address(32, 1, 13, 184, 0, 0, 0, 2, 1, 1, 1, 1, 1, 1, 1, 1))).isTrue();
  }

  @Test
  void unixDomainClientsAreNotCounted() {
    AddressCensus census = new AddressCensus(1, 7);
    SocketAddress local = UnixDomainSocketAddress.of("x");

    assertThat(census.enter(local)).isTrue();
    assertThat(census.enter(local)).isTrue();
    census.leave(local);
    assertThat(new AddressCensus(0, 7).isActive()).isFalse();
  }

  @Test
  void problemsAreJson() {
    assertThat(new String(ProblemBody.json(404, "a \"b\" \\ \n \u0001 \u007f \u00e9", null), UTF_8))
        .isEqualTo(
            "{\"title\":\"Not Found\",\"status\":404,"
                + "\"detail\":\"a \\\"b\\\" \\\\ \\u000a \\u0001 \\u007f \u00e9\"}");
    assertThat(new String(ProblemBody.json(500, null, "1f"), UTF_8))
        .isEqualTo("{\"title\":\"Internal Server Error\",\"status\":500," + "\"id\":\"1f\"}");
    assertThat(new String(ProblemBody.json(400, "\ud800", null), UTF_8)).contains("\\ud800");
  }

  @Test
  void aHandlerIsInterruptedOnlyWhileItRuns() throws InterruptedException {
    HandlerThread thread = new HandlerThread();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    boolean[] seen = new boolean[3];
    Thread worker =
        Thread.ofVirtual()
            .start(() -> {
              thread.reset();
              thread.begin();
              begun.countDown();
              try {
                never.await();
              } catch (InterruptedException interrupted) {
                seen[0] = true;
                Thread.currentThread().interrupt();
              }
              seen[1] = thread.wasInterrupted();
              thread.end();
              seen[2] = Thread.currentThread().isInterrupted();
            });
    begun.await();

    thread.interrupt();
    worker.join();
    thread.interrupt();

    assertThat(seen).containsExactly(true, true, false);
    assertThat(worker.isInterrupted()).isFalse();
  }

  @Test
  void anInterruptBeforeTheHandlerBeginsReachesIt() throws InterruptedException {
    HandlerThread thread = new HandlerThread();
    thread.reset();
    thread.interrupt();
    boolean[] interrupted = new boolean[1];

    Thread.ofVirtual()
        .start(() -> {
          thread.begin();
          interrupted[0] = Thread.currentThread().isInterrupted();
          thread.end();
        })
        .join();

    assertThat(interrupted).containsExactly(true);
  }
}
