package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.LentMemory;
import weft.http.protocol.Outcome;

/// A client's connection while the hub's memory is tight, or all lent.
class Http1ClientMemoryTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String OK = HEAD + "5\r\nhello\r\n0\r\nDigest: d\r\n\r\n";
  private static final String KIB = "0123456789abcdef".repeat(64);

  private final RecordingClientLink link = new RecordingClientLink();
  private final LentMemory others = new LentMemory(link.pool);

  @AfterEach
  void everyBufferIsGivenBack() {
    others.giveBack();
    assertThat(link.takeAndClose()).isZero();
  }

  @Test
  void aHeadThatFindsNoMemoryWaits() {
    RecordingOwner owner = link.begin(SentRequest.GET);
    others.exhaust();
    link.receive("HTTP/1.1 103 \r\n\r\n" + OK);
    link.pass(RecordingClientLink.SECOND);
    assertThat(owner.events).as("what needs no memory is told").containsExactly("informed 103 []");

    others.giveBack();
    link.pass(ConnectionLink.MEMORY_RETRY_NANOS);

    assertThat(owner.events).hasSize(2);
    assertThat(owner.read()).isEqualTo("hello[end]");
    owner.release();
    link.takeOutput();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void aHeadThatWaitsOutlivesItsConnection() {
    RecordingOwner owner = link.begin(SentRequest.GET);
    others.exhaust();
    link.receive(OK);
    link.machine.receiveEnded(null, link.now);
    assertThat(owner.events).isEmpty();

    others.giveBack();
    link.pass(ConnectionLink.MEMORY_RETRY_NANOS);

    assertThat(owner.read()).isEqualTo("hello[end]");
    owner.release();
    assertThat(link.standing()).isEqualTo("finished spent");
  }

  @Test
  void aWriterDoesNotWaitForAServerThatSaysNothingMore() {
    RecordingOwner owner = link.begin(SentRequest.post(-1));
    while (owner.write(KIB) > 0) {}
    others.exhaust();
    link.receive(OK);
    link.machine.receiveEnded(null, link.now);

    assertThat(owner.readies).isEqualTo(1);
    assertThat(owner.write(KIB)).isEqualTo(Outcome.GONE);
    link.machine.closed(link.now);
    others.giveBack();
    link.pass(20 * RecordingClientLink.SECOND);
    assertThat(owner.read()).isEqualTo("hello[end]");
    owner.release();
  }

  @Test
  void halfAHeadThatWaitsDoesNot() {
    RecordingOwner owner = link.begin(SentRequest.GET);
    link.receive(HEAD.substring(0, 20));
    others.exhaust();
    link.receive(HEAD.substring(20, 30));
    link.machine.receiveEnded(null, link.now);
    others.giveBack();
    link.pass(ConnectionLink.MEMORY_RETRY_NANOS);

    assertThat(owner.events).containsExactly("failed LOST connection_lost");
    owner.release();
  }

  @Test
  void trailersThatFindNoMemoryWait() {
    RecordingOwner owner = link.begin(SentRequest.GET);
    link.receive(HEAD);
    others.exhaust();
    link.receive(OK.substring(HEAD.length()));
    assertThat(owner.read()).isEqualTo("hello[wait]");

    others.giveBack();
    link.pass(ConnectionLink.MEMORY_RETRY_NANOS);

    assertThat(owner.readies).isEqualTo(1);
    assertThat(owner.read()).isEqualTo("[end]");
    assertThat(RecordingOwner.shown(owner.call().trailers())).isEqualTo("[digest=d]");
    owner.release();
  }

  @Test
  void trailersNobodyReadsMayWaitTooBeforeTheNextCall() {
    RecordingOwner owner = link.begin(SentRequest.GET);
    link.receive(HEAD);
    others.exhaust();
    link.receive(OK.substring(HEAD.length()));
    owner.release();
    assertThat(link.standing()).isEqualTo("open");

    others.giveBack();
    link.pass(ConnectionLink.MEMORY_RETRY_NANOS);

    assertThat(link.standing()).isEqualTo("open available");
  }

  @Test
  void aBodyNobodyReadsPausesTheConnection() {
    RecordingOwner owner = link.begin(SentRequest.GET);
    link.receive("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    for (int count = 0; count < 63; count++) {
      link.receive(KIB);
    }
    assertThat(link.paused).isFalse();
    link.receive(KIB);
    assertThat(link.paused).isTrue();

    assertThat(owner.read()).hasSize(65_536 + "[wait]".length());

    assertThat(link.paused).isFalse();
    owner.release();
  }

  @Test
  void whileMemoryIsTightAnythingUnreadDoes() {
    RecordingOwner owner = link.begin(SentRequest.GET);
    others.exhaust();
    others.giveBackQuarter();
    link.receive("HTTP/1.1 200 OK\r\nContent-");
    assertThat(link.paused).as("a head is to be completed").isFalse();
    link.receive("Length: 5\r\n\r\nhe");
    assertThat(link.paused).isTrue();

    assertThat(owner.read()).isEqualTo("he[wait]");

    assertThat(link.paused).isFalse();
    link.receive("llo");
    assertThat(link.paused).isTrue();
    owner.release();
    assertThat(link.paused).as("an idle connection hears of its end").isFalse();
    assertThat(link.standing()).isEqualTo("open available");
  }
}
