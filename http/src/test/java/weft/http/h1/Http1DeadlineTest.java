package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import weft.http.HttpLimits;
import weft.http.protocol.Outcome;

/// Deadlines, patience, and stopping, by the machine's own time.
class Http1DeadlineTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
  private static final long SECOND = RecordingLink.SECOND;

  private static final RecordingLink.Script GREET =
      (link, message) -> link.responder.take(link, message).answer("hello");
  private static final RecordingLink.Script HOLD =
      (link, message) -> link.responder.take(link, message);

  @Test
  void aConnectionThatSendsNothingIsClosedWithoutAWord() {
    RecordingLink link = new RecordingLink(GREET);

    link.pass(10 * SECOND - 1);
    assertThat(link.finished).isFalse();
    link.pass(1);

    assertThat(link.finished).isTrue();
    assertThat(link.pendingOutput()).isZero();
  }

  @Test
  void aHeadThatDoesNotCompleteIsTold408() {
    RecordingLink link = new RecordingLink(GREET);
    link.pass(9 * SECOND);
    link.receive("GET / HT");

    link.pass(SECOND);
    link.flush();

    assertThat(link.taken()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
    assertThat(link.finished).isTrue();
    assertThat(link.tally.faults.count(Http1Fault.HEAD_TIMEOUT)).isEqualTo(1);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void aLaterHeadHasItsOwnTimeFromItsFirstByte() {
    RecordingLink link = new RecordingLink(GREET);
    link.receive(GET);
    link.pass(50 * SECOND);
    link.receive("GET / HT");

    link.pass(9 * SECOND);
    assertThat(link.finished).isFalse();
    link.receive("T");
    link.pass(SECOND);
    link.flush();

    assertThat(link.taken()).contains("HTTP/1.1 408 ");
  }

  @Test
  void anIdleConnectionIsClosedWithoutAWord() {
    RecordingLink link = new RecordingLink(GREET);
    link.receive(GET).flush();
    link.taken();

    link.pass(60 * SECOND - 1);
    assertThat(link.finished).isFalse();
    link.pass(1);
    link.flush();

    assertThat(link.finished).isTrue();
    assertThat(link.taken()).isEmpty();
  }

  @Test
  void anIdleConnectionThatNeverTookItsAnswerIsReset() {
    RecordingLink link = new RecordingLink(GREET);
    link.receive(GET);

    link.pass(60 * SECOND);

    assertThat(link.reset).isTrue();
  }

  @Test
  void aHandlerMayTakeAsLongAsItWants() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(GET);

    link.pass(3600 * SECOND);

    assertThat(link.finished).isFalse();
    assertThat(link.connection.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    link.responder.answer("hello");
    link.flush();
    assertThat(link.taken()).endsWith("hello");
  }

  @Test
  void aBodyThatStopsIsAFaultForItsReader() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(POST + "1");
    assertThat(link.responder.read()).isEqualTo("1[wait]");

    link.pass(30 * SECOND - 1);
    assertThat(link.bodyReady).isZero();
    link.pass(1);

    assertThat(link.bodyReady).isEqualTo(1);
    assertThat(link.responder.read()).isEqualTo("[BODY_TIMEOUT]");
    link.responder.theResponse().status(408);
    link.responder.answer("");
    link.flush();
    assertThat(link.taken()).contains("408 Request Timeout", "Connection: close");
    assertThat(link.tally.faults.count(Http1Fault.BODY_TIMEOUT)).isEqualTo(1);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void aBodyThatTricklesIsAFaultForItsReader() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(POST);

    String read = link.responder.read();
    for (int second = 0; second < 20 && read.endsWith("[wait]"); second++) {
      link.pass(SECOND);
      link.receive("12345678");
      read = link.responder.read();
    }

    assertThat(read).endsWith("[BODY_TOO_SLOW]");
    assertThat(link.now).isEqualTo((1000 + 6) * SECOND);
    link.close();
  }

  @Test
  void aBodyWhoseReaderIsSlowIsNotTheClientsFault() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(POST);

    for (int second = 0; second < 100; second++) {
      link.pass(SECOND);
      link.receive("12345678");
      link.pass(SECOND / 10);
      assertThat(link.responder.read()).isEqualTo("12345678[wait]");
      link.pass(SECOND / 100);
      link.receive("12345678");
      assertThat(link.responder.read()).isEqualTo("12345678[wait]");
      if (second == 3) {
        break;
      }
    }
    link.close();
  }

  @Test
  void anUnreadBodyThatStopsEndsTheConnection() {
    RecordingLink link = new RecordingLink(GREET);
    link.receive(POST).flush();
    assertThat(link.taken()).endsWith("hello");

    link.pass(30 * SECOND);

    assertThat(link.finished).isTrue();
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void aClientThatTakesNothingIsReset() {
    RecordingLink link =
        new RecordingLink((driver, message) ->
            driver.responder.take(driver, message).answer("x".repeat(1_000_000)));
    link.receive(GET);

    link.pass(30 * SECOND - 1);
    assertThat(link.reset).isFalse();
    link.pass(1);

    assertThat(link.reset).isTrue();
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void aPieceWiseWriterWhoseClientTakesNothingIsWokenAndGone() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(GET);
    Http1Connection connection = link.connection;
    assertThat(connection.begin(link.responder.theHead(), -1, link.now)).isPositive();
    byte[] bytes = new byte[50_000];
    int result;
    do {
      result = connection.write(bytes, 0, bytes.length, link.now);
    } while (result > 0);
    assertThat(result).isEqualTo(Outcome.WAIT);

    link.pass(30 * SECOND);

    assertThat(link.outputReady).isEqualTo(1);
    assertThat(link.gone).isEqualTo(1);
    assertThat(connection.write(bytes, 0, 1, link.now)).isEqualTo(Outcome.GONE);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void aWriterGoesOnWhenTheClientHasTakenWhatWasUnderWay() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(GET);
    Http1Connection connection = link.connection;
    connection.begin(link.responder.theHead(), -1, link.now);
    byte[] bytes = new byte[50_000];
    while (connection.write(bytes, 0, bytes.length, link.now) > 0) {
      assertThat(link.pendingOutput()).isLessThan(200_000);
    }

    link.takeOutput();

    assertThat(link.outputReady).isEqualTo(1);
    assertThat(connection.write(bytes, 0, 10, link.now)).isEqualTo(10);
    assertThat(connection.end(link.now)).isPositive();
    link.responder.finish();
    link.flush();
    assertThat(link.taken()).endsWith("\r\n0\r\n\r\n");
    assertThat(connection.isIdle()).isTrue();
    link.close();
  }

  @Test
  void aClosingConnectionWhoseClientTakesNothingIsReset() {
    RecordingLink link = new RecordingLink(GREET);
    link.receive("bad\r\n\r\n");
    assertThat(link.finished).isTrue();

    link.pass(30 * SECOND);

    assertThat(link.reset).isTrue();
  }

  @Test
  void anOldConnectionEndsBehindItsResponse() {
    RecordingLink link =
        new RecordingLink(HttpLimits.DEFAULTS.withConnectionAgeMax(Duration.ofSeconds(100)), GREET);
    for (int request = 0; request < 3; request++) {
      link.receive(GET).flush();
      assertThat(link.taken()).doesNotContain("close");
      link.pass(30 * SECOND);
    }
    link.pass(10 * SECOND);

    link.receive(GET).flush();

    assertThat(link.taken()).contains("Connection: close");
    assertThat(link.finished).isTrue();
  }

  /// The handler's control over 100 (Continue):
  /// https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
  @Test
  void continueIsSentWhenTheHandlerReads() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n");
    link.flush();
    assertThat(link.taken()).isEmpty();

    assertThat(link.responder.read()).isEqualTo("[wait]");
    assertThat(link.responder.read()).isEqualTo("[wait]");
    link.flush();

    assertThat(link.taken()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    link.receive("12345");
    assertThat(link.responder.read()).isEqualTo("12345[end]");
    link.responder.answer("hello");
    link.flush();
    assertThat(link.taken()).startsWith("HTTP/1.1 200 OK").doesNotContain("close");
  }

  @Test
  void aClientThatDoesNotWaitForContinueIsNotSentOne() {
    RecordingLink link = new RecordingLink(HOLD);

    link.receive(
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n12345");

    assertThat(link.responder.read()).isEqualTo("12345[end]");
    link.flush();
    assertThat(link.taken()).isEmpty();
    link.close();
  }

  @Test
  void anUnreadBodyThatWaitsForContinueEndsTheConnection() {
    RecordingLink link = new RecordingLink(GREET);

    link.receive("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    link.flush();

    assertThat(link.taken()).startsWith("HTTP/1.1 200 OK").contains("Connection: close");
    assertThat(link.finished).isTrue();
  }

  @Test
  void expectationsOfHttp10AreIgnored() {
    RecordingLink link = new RecordingLink(HOLD);

    link.receive("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

    assertThat(link.responder.read()).isEqualTo("[wait]");
    link.flush();
    assertThat(link.taken()).isEmpty();
    link.close();
  }

  @Test
  void stoppingClosesAnIdleConnectionAtOnce() {
    RecordingLink link = new RecordingLink(GREET);
    link.receive(GET).flush();
    link.pass(SECOND);

    link.connection.drain(link.now);

    assertThat(link.finished).isTrue();
  }

  @Test
  void stoppingGivesABusyConnectionTheTimeForARequestUnderWay() {
    RecordingLink link = new RecordingLink(GREET);
    link.receive(GET).flush();
    link.taken();

    link.connection.drain(link.now);
    assertThat(link.finished).isFalse();
    link.receive(GET).flush();

    assertThat(link.taken()).contains("Connection: close");
    assertThat(link.finished).isTrue();
  }

  @Test
  void stoppingClosesAQuietConnectionSoon() {
    RecordingLink link = new RecordingLink(GREET);
    link.receive(GET).flush();

    link.connection.drain(link.now);
    link.pass(SECOND / 5);

    assertThat(link.finished).isTrue();
  }

  @Test
  void stoppingGivesTheFirstHeadOfAConnectionItsTime() {
    RecordingLink link = new RecordingLink(GREET);

    link.connection.drain(link.now);
    link.pass(SECOND / 20);
    link.receive(GET.substring(0, 3));
    link.pass(2 * SECOND);
    assertThat(link.finished).isFalse();
    link.receive(GET.substring(3)).flush();

    assertThat(link.taken()).startsWith("HTTP/1.1 200").contains("Connection: close");
    assertThat(link.finished).isTrue();
  }

  @Test
  void stoppingLetsARequestFinish() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(GET);

    link.connection.drain(link.now);
    link.pass(100 * SECOND);
    assertThat(link.finished).isFalse();
    link.responder.answer("hello");
    link.flush();

    assertThat(link.taken()).contains("Connection: close").endsWith("hello");
    assertThat(link.finished).isTrue();
  }

  @Test
  void cuttingResetsAtOnceAndTellsTheHandler() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(GET);

    link.connection.cut(link.now);

    assertThat(link.reset).isTrue();
    assertThat(link.gone).isEqualTo(1);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }
}
