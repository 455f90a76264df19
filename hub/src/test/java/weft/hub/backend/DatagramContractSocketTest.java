package weft.hub.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Datagrams: the part of the [Backend] contract every back-end keeps.
@ParameterizedClass
@MethodSource("backends")
@Timeout(60)
class DatagramContractSocketTest {
  private final BackendLoop loop;

  DatagramContractSocketTest(BackendUnderTest choice) throws Exception {
    this.loop = new BackendLoop(choice);
  }

  static List<BackendUnderTest> backends() {
    return BackendUnderTest.available();
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private int send(RecordingChannel from, RecordingChannel to, byte[] content) throws Exception {
    return loop.backend.sendTo(
        from.handle, loop.bytes(content), content.length, loop.backend.localAddress(to.handle));
  }

  private int send(RecordingChannel from, RecordingChannel to, String text) throws Exception {
    return send(from, to, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void datagramsGoBothWaysAndNameTheirSender() throws Exception {
    var one = loop.bindDatagram();
    var other = loop.bindDatagram();

    assertThat(send(one, other, "ping")).isEqualTo(4);
    loop.until(() -> other.datagrams.size() == 1);
    var ping = other.datagrams.getFirst();
    assertThat(ping.text()).isEqualTo("ping");
    assertThat(ping.truncated()).isFalse();
    assertThat(ping.sender()).isEqualTo(loop.backend.localAddress(one.handle));

    send(other, one, "pong");
    loop.until(() -> one.datagrams.size() == 1);
    assertThat(one.datagrams.getFirst().text()).isEqualTo("pong");
  }

  @Test
  void anEmptyDatagramIsADatagram() throws Exception {
    var one = loop.bindDatagram();
    var other = loop.bindDatagram();

    assertThat(send(one, other, "")).isZero();
    send(one, other, "after");
    loop.until(() -> other.datagrams.size() == 2);

    assertThat(other.datagrams)
        .extracting(RecordingChannel.Datagram::text)
        .containsExactly("", "after");
  }

  @Test
  void theLargestDatagramArrivesWhole() throws Exception {
    var one = loop.bindDatagram();
    var other = loop.bindDatagram();

    send(one, other, "x".repeat(65_507));
    loop.until(() -> other.datagrams.size() == 1);

    assertThat(other.datagrams.getFirst().text()).hasSize(65_507);
    assertThat(other.datagrams.getFirst().truncated()).isFalse();
  }

  @Test
  void aDatagramThatIsTooLargeIsRefused() throws Exception {
    var one = loop.bindDatagram();
    var other = loop.bindDatagram();

    assertThat(send(one, other, new byte[65_508])).isEqualTo(Backend.PENDING);
    loop.until(() -> one.sent.size() == 1);

    assertThat(one.failure).isEqualTo(IoFailure.TOO_LARGE);
    assertThat(send(one, other, "fits")).isEqualTo(4);
    loop.until(() -> other.datagrams.size() == 1);
  }

  @Test
  void aPausedSocketHoldsItsDatagrams() throws Exception {
    var one = loop.bindDatagram();
    var other = loop.bindDatagram();
    loop.settle();
    loop.backend.disarmReceive(other.handle);
    for (int index = 0; index < 10; index++) {
      send(one, other, "d" + index);
    }
    loop.settle();
    assertThat(other.datagrams).isEmpty();

    loop.backend.armReceive(other.handle);
    loop.until(() -> other.datagrams.size() == 10);

    assertThat(other.datagrams.getLast().text()).isEqualTo("d9");
  }

  @Test
  void aBurstIsDeliveredOverSeveralTurns() throws Exception {
    var one = loop.bindDatagram();
    var other = loop.bindDatagram();
    for (int index = 0; index < 100; index++) {
      send(one, other, "d" + index);
    }

    loop.until(() -> other.datagrams.size() == 100);

    assertThat(other.datagrams)
        .extracting(RecordingChannel.Datagram::text)
        .startsWith("d0", "d1")
        .endsWith("d98", "d99");
  }

  @Test
  void sendingToAPortNobodyHasHurtsNobody() throws Exception {
    var one = loop.bindDatagram();
    var gone = loop.bindDatagram();
    var address = loop.backend.localAddress(gone.handle);
    loop.close(gone);

    loop.backend.sendTo(one.handle, loop.bytes(new byte[3]), 3, address);
    loop.settle();
    var other = loop.bindDatagram();
    send(other, one, "still here");

    loop.until(() -> one.datagrams.size() == 1);
  }

  @Test
  void closingAWaitingSocketEndsInClosedAlone() throws Exception {
    var one = loop.bindDatagram();
    loop.settle();

    one.close(false);
    loop.until(() -> one.closed);

    assertThat(one.log).containsExactly("closed");
  }
}
