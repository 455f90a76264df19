package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.http.protocol.Outcome;
import weft.hub.memory.BufferQueue;

/// The life of a client's connection: from one call to the next, and to its end (RFC 9112 §9).
class Http1ClientMachineTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  private static final String CLOSE =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String REFUSED =
      "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 500\r\n\r\n";

  private final RecordingClientLink link = new RecordingClientLink();

  @AfterEach
  void everyBufferIsGivenBack() {
    assertThat(link.close()).isZero();
  }

  private RecordingOwner begin() {
    RecordingOwner owner = link.begin(SentRequest.GET);
    link.taken();
    return owner;
  }

  // One call after the other.

  @Test
  void aConnectionServesOneCallAfterTheOther() {
    for (int count = 0; count < 3; count++) {
      RecordingOwner owner = begin();
      link.receive(OK);
      assertThat(owner.read()).isEqualTo("hello[end]");
      owner.release();
    }
    assertThat(link.standing()).isEqualTo("open available");
    assertThat(link.pool.buffersInUse()).as("an idle connection holds nothing").isZero();
    assertThat(link.availabilityChanges).as("told when it became available").isEqualTo(3);
    assertThat(link.shared.tally().requests).isEqualTo(3);
    assertThat(link.shared.tally().responses[2]).isEqualTo(3);
  }

  @Test
  void whatAnOwnerDoesWithinItsCallsIsFine() {
    List<RecordingOwner> owners = new ArrayList<>();
    link.whenAvailable = () -> owners.add(link.begin(SentRequest.GET));
    RecordingOwner first = begin();
    first.whenAnswered =
        () -> {
          assertThat(first.read()).isEqualTo("hello[end]");
          first.release();
          assertThat(owners).as("told last, behind what owners are told").isEmpty();
        };

    link.receive(OK);

    assertThat(owners).hasSize(1);
    link.receive(OK);
    assertThat(owners.getFirst().read()).isEqualTo("hello[end]");
    link.whenAvailable = null;
    owners.getFirst().release();
  }

  @Test
  void anOwnerMayReleaseWhenInformed() {
    RecordingOwner owner = begin();
    owner.whenInformed = owner::release;

    link.receive("HTTP/1.1 103 \r\nLink: x\r\n\r\n" + OK);

    assertThat(owner.events).containsExactly("informed 103 [link=x]");
    assertThat(link.standing()).isEqualTo("reset spent");
  }

  @Test
  void anOwnerMayReleaseWhenReadyOrFailed() {
    RecordingOwner owner = begin();
    owner.whenReady =
        () -> {
          assertThat(owner.read()).isEqualTo("llo[end]");
          owner.release();
        };
    link.receive(OK.substring(0, OK.length() - 3));
    assertThat(owner.read()).isEqualTo("he[wait]");
    link.receive(OK.substring(OK.length() - 3));
    assertThat(link.standing()).isEqualTo("open available");

    RecordingOwner next = begin();
    next.whenFailed = next::release;
    link.receive("rubbish");
    assertThat(next.events).containsExactly("failed PROTOCOL bad_version");
    assertThat(link.standing()).isEqualTo("reset spent");
  }

  @Test
  void aReaderIsToldOfBytesOnlyWhenItWaits() {
    RecordingOwner owner = begin();
    link.receive(CHUNKED + "2\r\nhe\r\n");
    assertThat(owner.readies).isZero();
    assertThat(owner.read()).isEqualTo("he[wait]");
    link.receive("1\r\nl\r\n");
    link.receive("2\r\nlo\r\n0\r\nDigest: d\r\n\r\n");

    assertThat(owner.readies).isEqualTo(1);
    assertThat(owner.read()).isEqualTo("llo[end]");
    assertThat(RecordingOwner.shown(owner.call().trailers())).isEqualTo("[digest=d]");
    owner.release();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  // Responses nobody wants.

  @Test
  void aResponseNobodyReadsIsDropped() {
    RecordingOwner owner = begin();
    link.receive(OK);
    owner.release();

    assertThat(link.standing()).isEqualTo("open available");
  }

  @Test
  void theShortRestOfAResponseIsAwaited() {
    RecordingOwner owner = begin();
    link.receive(CHUNKED + "5\r\nhe");
    owner.release();
    assertThat(link.standing()).isEqualTo("open");

    link.receive("llo\r\n0\r\n");
    assertThat(link.standing()).isEqualTo("open");
    link.receive("A: b\r\n\r\n");

    assertThat(link.standing()).isEqualTo("open available");
    assertThat(link.pool.buffersInUse()).isZero();
    assertThat(link.availabilityChanges).isEqualTo(1);
    RecordingOwner next = begin();
    link.receive(OK);
    assertThat(next.read()).isEqualTo("hello[end]");
    next.release();
  }

  @Test
  void aLongRestIsNot() {
    RecordingOwner owner = begin();
    link.receive("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
    owner.release();

    assertThat(link.standing()).isEqualTo("reset spent");
  }

  @Test
  void aRestThatTurnsOutLongIsNot() {
    RecordingOwner owner = begin();
    link.receive(CHUNKED);
    owner.release();
    link.receive("1f4\r\n" + "x".repeat(500) + "\r\n");
    assertThat(link.standing()).isEqualTo("open");

    link.receive("1f5\r\n" + "x".repeat(501) + "\r\n");

    assertThat(link.standing()).isEqualTo("reset spent");
  }

  @Test
  void aRestThatDoesNotComeSoonIsNot() {
    RecordingOwner owner = begin();
    link.receive(CHUNKED);
    owner.release();
    link.pass(RecordingClientLink.SECOND - 1);
    assertThat(link.standing()).isEqualTo("open");
    link.pass(1);

    assertThat(link.standing()).isEqualTo("reset spent");
  }

  @Test
  void aBrokenOrCutOffRestEndsTheConnection() {
    RecordingOwner owner = begin();
    link.receive(CHUNKED);
    owner.release();
    link.receive("x\r\n");
    assertThat(link.standing()).isEqualTo("reset spent");

    RecordingClientLink other = new RecordingClientLink();
    RecordingOwner second = other.begin(SentRequest.GET);
    other.receive(CHUNKED);
    second.release();
    other.machine.receiveEnded(null, other.now);
    assertThat(other.standing()).isEqualTo("reset spent");
    assertThat(other.takeAndClose()).isZero();
  }

  @Test
  void aCallReleasedBeforeItIsAnsweredEndsTheConnection() {
    RecordingOwner owner = begin();
    owner.release();

    assertThat(link.standing()).isEqualTo("reset spent");
    link.receive(OK);
  }

  @Test
  void aRequestNotSentWholeEndsTheConnection() {
    RecordingOwner owner = link.begin(SentRequest.post(5));
    owner.write("he");
    link.receive(OK);
    assertThat(owner.read()).isEqualTo("hello[end]");
    owner.release();

    assertThat(link.standing()).isEqualTo("reset spent");
  }

  // Bytes nobody asked for.

  /// "If a client receives data on a connection that doesn't have outstanding requests, the client
  /// MUST NOT consider that data to be a valid response; the client SHOULD close the connection".
  /// https://www.rfc-editor.org/rfc/rfc9112#section-9.2
  @Test
  void bytesNobodyAskedForEndTheConnection() {
    link.receive("HTTP/1.1 408 Request Timeout\r\n\r\n");

    assertThat(link.standing()).isEqualTo("reset spent");
    assertThat(link.availabilityChanges).isEqualTo(1);
    assertThat(link.shared.tally().faults.count(Http1Fault.UNASKED_RESPONSE)).isEqualTo(1);
  }

  // The server answers before it has the request.

  @Test
  void aResponseBeforeTheEndOfTheRequestStopsItsWriter() {
    RecordingOwner owner = link.begin(SentRequest.post(-1));
    link.taken();
    assertThat(owner.write("x")).isEqualTo(1);
    link.receive(OK);

    assertThat(owner.write("x")).isEqualTo(Outcome.GONE);
    assertThat(owner.end()).isEqualTo(Outcome.GONE);
    assertThat(owner.read()).isEqualTo("hello[end]");
    owner.release();
    assertThat(link.standing()).isEqualTo("reset spent");
  }

  /// "If the client sees a response that indicates the server does not wish to receive the message
  /// body and is closing the connection, the client SHOULD immediately cease transmitting the
  /// body". https://www.rfc-editor.org/rfc/rfc9112#section-9.5
  @Test
  void aRefusalThatClosesWakesTheWriterAtOnce() {
    RecordingOwner owner = link.begin(SentRequest.post(-1));
    while (owner.write("x".repeat(4096)) > 0) {}
    link.receive(REFUSED);

    assertThat(link.machine.isSpent()).isTrue();
    assertThat(owner.readies).isEqualTo(1);
    assertThat(owner.write("x")).isEqualTo(Outcome.GONE);
    link.receive("x".repeat(500));
    assertThat(owner.read()).hasSize(500 + 5).endsWith("[end]");
    owner.release();
    assertThat(link.standing()).isEqualTo("reset spent");
  }

  @Test
  void aResponseMayFlowWhileTheRequestDoes() {
    RecordingOwner owner = link.begin(SentRequest.post(-1));
    for (int round = 0; round < 5; round++) {
      assertThat(owner.write("ping")).isEqualTo(4);
      link.receive((round == 0 ? CHUNKED : "") + "4\r\npong\r\n");
      assertThat(owner.read()).isEqualTo("pong[wait]");
    }
    assertThat(owner.end()).isEqualTo(Outcome.DONE);
    link.receive("0\r\n\r\n");
    assertThat(owner.read()).isEqualTo("[end]");
    link.taken();
    owner.release();

    assertThat(link.standing()).isEqualTo("open available");
  }

  // The server closes.

  @Test
  void anIdleConnectionThatTheServerClosesEndsQuietly() {
    link.machine.receiveEnded(null, link.now);

    assertThat(link.standing()).isEqualTo("finished spent");
    assertThat(link.availabilityChanges).isEqualTo(1);
  }

  @Test
  void anIdleConnectionThatBreaksIsReset() {
    link.machine.receiveEnded(new IOException("reset by peer"), link.now);

    assertThat(link.standing()).isEqualTo("reset spent");
  }

  @Test
  void aCallThatLosesItsConnectionSaysSo() {
    RecordingOwner owner = begin();
    IOException cause = new IOException("reset by peer");
    link.machine.receiveEnded(cause, link.now);

    assertThat(owner.events).containsExactly("failed LOST connection_lost");
    assertThat(owner.failure).isNotNull();
    assertThat(owner.failure.isUnprocessed()).isFalse();
    assertThat(owner.failure.cause()).isSameAs(cause);
    assertThat(link.availabilityChanges).isEqualTo(1);
    owner.release();
  }

  @Test
  void aResponseThatCameWholeOutlivesItsConnection() {
    RecordingOwner owner = begin();
    link.receive(CHUNKED + "5\r\nhello\r\n0\r\n\r\n");
    link.machine.receiveEnded(new IOException("reset by peer"), link.now);
    link.machine.closed(link.now);

    assertThat(link.machine.isSpent()).isTrue();
    assertThat(owner.read()).isEqualTo("hello[end]");
    owner.release();
    assertThat(link.standing()).as("nothing is asked of what is gone").isEqualTo("open spent");
  }

  @Test
  void aBodyThatIsCutOffFailsWhenItsBytesHaveBeenRead() {
    RecordingOwner owner = begin();
    link.receive("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello");
    link.machine.receiveEnded(null, link.now);
    assertThat(owner.events).hasSize(1);

    assertThat(owner.read()).isEqualTo("hello[gone]");
    assertThat(owner.events).hasSize(2).last().isEqualTo("failed LOST connection_lost");
    owner.release();
  }

  @Test
  void aBodyUpToTheEndIsNotWholeWhenTheConnectionBreaks() {
    RecordingOwner owner = begin();
    link.receive("HTTP/1.1 200 OK\r\n\r\nhello");
    assertThat(owner.read()).isEqualTo("hello[wait]");
    link.machine.receiveEnded(new IOException("reset by peer"), link.now);

    assertThat(owner.events).last().isEqualTo("failed LOST connection_lost");
    owner.release();
  }

  @Test
  void aWaitingReaderLearnsOfTheEnd() {
    RecordingOwner owner = begin();
    link.receive("HTTP/1.1 200 OK\r\n\r\nhello");
    assertThat(owner.read()).isEqualTo("hello[wait]");
    link.machine.receiveEnded(null, link.now);

    assertThat(owner.readies).isEqualTo(1);
    assertThat(owner.read()).isEqualTo("[end]");
    owner.release();
    assertThat(link.standing()).isEqualTo("finished spent");
  }

  @Test
  void aLastResponseThatIsNotReadEndsInOrder() {
    RecordingOwner owner = begin();
    link.receive(CLOSE);
    owner.release();

    assertThat(link.standing()).isEqualTo("finished spent");
    link.machine.receiveEnded(null, link.now);
  }

  @Test
  void aConnectionThatIsGoneFailsItsCall() {
    RecordingOwner owner = begin();
    link.machine.closed(link.now);

    assertThat(owner.events).containsExactly("failed LOST connection_lost");
    owner.release();
    assertThat(link.standing()).isEqualTo("open spent");
  }

  // We close.

  @Test
  void drainingEndsAnIdleConnection() {
    link.machine.drain(link.now);

    assertThat(link.standing()).isEqualTo("finished spent");
  }

  @Test
  void drainingLetsTheCallUnderWayFinish() {
    RecordingOwner owner = begin();
    link.machine.drain(link.now);
    assertThat(link.standing()).isEqualTo("open spent");
    link.receive(OK);
    assertThat(owner.read()).isEqualTo("hello[end]");
    owner.release();

    assertThat(link.standing()).isEqualTo("finished spent");
  }

  @Test
  void cuttingFailsTheCallUnderWay() {
    RecordingOwner owner = begin();
    link.receive(CHUNKED + "5\r\nhe");
    link.machine.cut(link.now);

    assertThat(owner.events).hasSize(2).last().isEqualTo("failed LOST connection_cut");
    assertThat(link.standing()).isEqualTo("reset spent");
    owner.release();
  }

  @Test
  void aServerThatDoesNotTakeTheLastOutputIsResetInTheEnd() {
    begin().release();
    RecordingClientLink other = new RecordingClientLink();
    RecordingOwner owner = other.begin(SentRequest.GET);
    other.receive(CLOSE);
    owner.release();
    assertThat(other.standing()).isEqualTo("finished spent");
    other.pass(11 * RecordingClientLink.SECOND);

    assertThat(other.standing()).isEqualTo("reset spent");
    assertThat(other.close()).isZero();
  }

  // Tunnels.

  /// "any 2xx (Successful) response to a CONNECT request implies that the connection will become a
  /// tunnel immediately after the empty line that concludes the header section".
  /// https://www.rfc-editor.org/rfc/rfc9112#section-6.3
  @Test
  void whatFollowsAGrantedConnectIsTheTunnels() {
    RecordingOwner owner = link.begin(SentRequest.CONNECT);
    assertThat(link.taken()).isEqualTo("CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n");
    link.receive("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n\u0016\u0003");
    link.receive("\u0001");
    assertThat(link.standing()).isEqualTo("open spent");

    BufferQueue rest = link.machine.rest();
    byte[] bytes = new byte[rest.size()];
    rest.copyOut(link.pool, bytes, 0, bytes.length);

    assertThat(new String(bytes, ISO_8859_1)).isEqualTo("\u0016\u0003\u0001");
    owner.release();
    assertThat(link.standing()).as("the connection is not the machine's").isEqualTo("open spent");
    assertThat(link.machine.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aTunnelMayBeTakenWithinAnswered() {
    RecordingOwner owner = link.begin(SentRequest.CONNECT);
    link.taken();
    owner.whenAnswered =
        () -> {
          BufferQueue rest = link.machine.rest();
          assertThat(rest.size()).isEqualTo(2);
          rest.clear(link.pool);
          owner.release();
        };
    link.receive("HTTP/1.1 200 OK\r\n\r\nab");

    assertThat(link.standing()).isEqualTo("open spent");
  }

  @Test
  void aTunnelNobodyTakesIsReset() {
    RecordingOwner owner = link.begin(SentRequest.CONNECT);
    assertThat(link.taken()).startsWith("CONNECT");
    link.receive("HTTP/1.1 200 OK\r\n\r\nab");
    owner.release();

    assertThat(link.standing()).isEqualTo("reset spent");
    assertThatThrownBy(link.machine::rest).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTunnelThatBreaksBeforeItIsTakenFails() {
    RecordingOwner owner = link.begin(SentRequest.CONNECT);
    link.taken();
    link.receive("HTTP/1.1 200 OK\r\n\r\nab");
    link.machine.receiveEnded(new IOException("reset by peer"), link.now);

    assertThat(owner.events).hasSize(2).last().isEqualTo("failed LOST connection_lost");
    owner.release();
  }
}
