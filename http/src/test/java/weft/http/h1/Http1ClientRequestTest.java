package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.http.FieldList;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutgoingRequest;
import weft.http.protocol.OutputWatch;

/// Requests as a client sends them: RFC 9112 §3, §6; RFC 9110 §7.2, §8.6, §10.1.1.
class Http1ClientRequestTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String KIB = "0123456789abcdef".repeat(64);

  private final RecordingClientLink link = new RecordingClientLink();

  @AfterEach
  void everyBufferIsGivenBack() {
    assertThat(link.close()).isZero();
  }

  private static FieldList fields(String... namesAndValues) {
    FieldList list = new FieldList();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      list.add(namesAndValues[index], namesAndValues[index + 1]);
    }
    return list;
  }

  /// Fills what a connection's output may hold, with a body of any length.
  private RecordingOwner fullOutput() {
    RecordingOwner owner = link.begin(SentRequest.post(-1));
    while (owner.write(KIB) > 0) {}
    return owner;
  }

  @Test
  void hostStandsFirstAndTheFieldsFollow() {
    RecordingOwner owner =
        link.begin(
            new OutgoingRequest(
                "GET", "http", "a.example:81", "/x?y", fields("Accept", "*/*", "X", ""), 0, false));

    assertThat(link.taken())
        .isEqualTo("GET /x?y HTTP/1.1\r\nHost: a.example:81\r\nAccept: */*\r\nX: \r\n\r\n");
    assertThat(link.flushes).isEqualTo(1);
    owner.release();
  }

  /// "A user agent SHOULD send Content-Length in a request when the method defines a meaning for
  /// enclosed content and it is not sending Transfer-Encoding."
  /// https://www.rfc-editor.org/rfc/rfc9110#section-8.6
  @Test
  void onlyMethodsThatAnticipateContentSayThatThereIsNone() {
    for (String method :
        new String[] {"POST", "PUT", "PATCH", "GET", "DELETE", "OPTIONS", "post"}) {
      RecordingOwner owner = link.begin(SentRequest.of(method, "/", 0));
      boolean anticipates = method.startsWith("P");

      assertThat(link.taken().contains("\r\nContent-Length: 0\r\n"))
          .as(method)
          .isEqualTo(anticipates);
      assertThat(owner.end()).as("the end of no body").isEqualTo(Outcome.DONE);
      link.receive(OK);
      owner.release();
    }
  }

  @Test
  void aCountedBodyIsSentAsItIs() {
    RecordingOwner owner = link.begin(SentRequest.post(5));
    assertThat(owner.write("he")).isEqualTo(2);
    assertThat(owner.write("llo")).isEqualTo(3);
    assertThat(owner.end()).isEqualTo(Outcome.DONE);

    assertThat(link.taken())
        .isEqualTo("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    link.receive(OK);
    owner.release();
    assertThat(link.standing()).isEqualTo("open available");
  }

  @Test
  void aBodyOfUnknownLengthIsSentInChunksWithItsTrailers() {
    RecordingOwner owner = link.begin(SentRequest.post(-1));
    owner.write("hello");
    owner.write("x".repeat(16));
    owner.write("");
    int ended = owner.call().end(fields("Digest", "d"), link.now);

    assertThat(ended).isEqualTo(Outcome.DONE);
    assertThat(owner.end()).as("once more").isEqualTo(Outcome.DONE);
    assertThat(link.taken())
        .isEqualTo(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n10\r\n"
                + "x".repeat(16)
                + "\r\n0\r\nDigest: d\r\n\r\n");
    owner.release();
  }

  @Test
  void trailersHaveNoPlaceBehindACountedBody() {
    RecordingOwner owner = link.begin(SentRequest.post(1));
    owner.write("x");

    assertThat(owner.call().end(fields("Digest", "d"), link.now)).isEqualTo(Outcome.DONE);
    assertThat(link.taken()).endsWith("\r\n\r\nx");
    owner.release();
  }

  @Test
  void expectationsAreSentWhenThereIsABody() {
    for (long length : new long[] {5, -1, 0}) {
      RecordingClientLink other = new RecordingClientLink();
      RecordingOwner owner =
          other.begin(new OutgoingRequest("PUT", "http", "a", "/", fields(), length, true));

      assertThat(other.taken().contains("\r\nExpect: 100-continue\r\n\r\n"))
          .as("length " + length)
          .isEqualTo(length != 0);
      owner.release();
      assertThat(other.close()).isZero();
    }
  }

  @Test
  void whatWouldPassTheAnnouncedLengthIsRefusedWhole() {
    RecordingOwner owner = link.begin(SentRequest.post(5));
    owner.write("hel");
    link.taken();

    assertThatThrownBy(() -> owner.write("lo!"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("3 bytes pass the announced length: 2 are left");
    assertThat(link.taken()).isEmpty();
    assertThat(owner.write("lo")).isEqualTo(2);
    assertThatThrownBy(() -> owner.write("!")).isInstanceOf(IllegalStateException.class);
    owner.release();
  }

  @Test
  void aBodyShorterThanAnnouncedIsRefused() {
    RecordingOwner owner = link.begin(SentRequest.post(5));
    owner.write("hel");

    assertThatThrownBy(owner::end)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the body lacks 2 bytes of the announced length");
    link.receive(OK);
    owner.release();
    assertThat(link.standing()).as("nobody can tell what follows").isEqualTo("reset spent");
  }

  @Test
  void nothingIsWrittenBehindTheEnd() {
    RecordingOwner owner = link.begin(SentRequest.post(-1));
    owner.end();

    assertThatThrownBy(() -> owner.write("x")).isInstanceOf(IllegalStateException.class);
    owner.release();
  }

  @Test
  void whatCannotBeSentIsNotBegun() {
    FieldList large = fields("A", "x".repeat(40_000));
    assertThatThrownBy(() ->
            link.begin(
                new OutgoingRequest("GET", "http", "a", "/".repeat(30_000), large, 0, false)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            link.begin(new OutgoingRequest("CONNECT", "http", "b:1", "b:1", large, -1, false)))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(link.standing()).isEqualTo("open available");
  }

  @Test
  void oneCallIsUnderWayAtATime() {
    RecordingOwner owner = link.begin(SentRequest.GET);

    assertThat(link.machine.available()).isZero();
    assertThat(link.machine.isSpent()).isFalse();
    assertThatThrownBy(() -> link.begin(SentRequest.GET)).isInstanceOf(IllegalStateException.class);
    owner.release();
  }

  // Back-pressure.

  @Test
  void whoFillsTheOutputWaitsUntilItIsTaken() {
    RecordingOwner owner = fullOutput();
    assertThat(link.pendingOutput()).isBetween((long) OutputWatch.BYTES_MAX, 130L * 1024);
    assertThat(owner.readies).isZero();

    link.takeOutput();

    assertThat(owner.readies).isEqualTo(1);
    assertThat(owner.write(KIB)).isEqualTo(1024);
    owner.release();
  }

  @Test
  void aServerThatTakesNothingForTooLongIsGivenUp() {
    RecordingOwner owner = fullOutput();
    link.pass(9 * RecordingClientLink.SECOND);
    assertThat(owner.events).isEmpty();

    link.pass(2 * RecordingClientLink.SECOND);

    assertThat(owner.events).containsExactly("failed TIMEOUT write_timeout");
    assertThat(link.standing()).isEqualTo("reset spent");
    assertThat(owner.write("x")).isEqualTo(Outcome.GONE);
    assertThat(owner.end()).isEqualTo(Outcome.GONE);
    assertThat(owner.read()).isEqualTo("[gone]");
    owner.release();
  }

  @Test
  void aServerThatAnswersSlowlyIsNot() {
    RecordingOwner owner = link.begin(SentRequest.post(5));
    owner.write("hello");
    link.takeOutput();
    link.pass(1000 * RecordingClientLink.SECOND);

    assertThat(owner.events).isEmpty();
    assertThat(link.machine.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    owner.release();
  }

  // Memory.

  @Test
  void aHeadWithoutMemoryIsSentLaterByItself() {
    link.hasMemory = false;
    RecordingOwner owner = link.begin(SentRequest.post(5));
    assertThat(owner.write("hello")).isEqualTo(Outcome.WAIT);
    link.pass(RecordingClientLink.SECOND);
    assertThat(owner.readies).isZero();

    link.hasMemory = true;
    link.pass(ConnectionLink.MEMORY_RETRY_NANOS);

    assertThat(link.taken()).startsWith("POST / HTTP/1.1\r\n").endsWith("\r\n\r\n");
    assertThat(owner.readies).isEqualTo(1);
    assertThat(owner.write("hello")).isEqualTo(5);
    link.receive(OK);
    owner.release();
    assertThat(link.standing()).isEqualTo("open available");
  }

  @Test
  void aBodyWithoutMemoryIsTriedAgainSoon() {
    RecordingOwner owner = link.begin(SentRequest.post(-1));
    link.hasMemory = false;
    assertThat(owner.write("hello")).isEqualTo(Outcome.WAIT);
    assertThat(owner.end()).isEqualTo(Outcome.WAIT);

    link.hasMemory = true;
    link.pass(ConnectionLink.MEMORY_RETRY_NANOS);

    assertThat(owner.readies).isEqualTo(1);
    assertThat(owner.end()).isEqualTo(Outcome.DONE);
    owner.release();
  }

  /// Nothing was sent, so whatever came was no answer, and the request may go elsewhere.
  @Test
  void aRequestThatLostItsConnectionUnsentWasNotProcessed() {
    link.hasMemory = false;
    RecordingOwner owner = link.begin(SentRequest.GET);
    link.receive("HTTP/1.1 408 Request Timeout\r\n\r\n");

    assertThat(owner.events).containsExactly("failed LOST unasked_response");
    assertThat(owner.failure).isNotNull();
    assertThat(owner.failure.isUnprocessed()).isTrue();
    owner.release();
  }
}
