package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.Http2Options;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutputWatch;

/// The machine: prefaces, requests, responses and their ends (RFC 9113 §3, §8).
class Http2ConnectionTest {
  private static final byte[] HELLO = "hello".getBytes(ISO_8859_1);

  private static MachineLink greeting() {
    return new MachineLink(MachineLink::greet).begun();
  }

  private static MachineLink holding() {
    return new MachineLink(MachineLink::hold).begun();
  }

  /// "The server connection preface consists of a potentially empty SETTINGS frame that MUST be the
  /// first frame the server sends". https://www.rfc-editor.org/rfc/rfc9113#section-3.4
  @Test
  void theServerBeginsWithItsSettings() {
    MachineLink link = new MachineLink(MachineLink::hold);

    assertThat(link.takeLines())
        .containsExactly("SETTINGS 3=128 4=65536 6=16384 9=1", "WINDOW_UPDATE 0 196609");
    link.close();
  }

  @Test
  void extendedConnectIsAnnouncedWhenWanted() {
    MachineLink link =
        new MachineLink(Http2Options.DEFAULTS.withExtendedConnect(true), MachineLink::hold);

    assertThat(link.takeLines().getFirst()).endsWith(" 8=1");
    link.close();
  }

  @Test
  void settingsAreAcknowledged() {
    MachineLink link = new MachineLink(MachineLink::hold);
    link.takeLines();
    link.log.announced(65_535);

    link.client.preface();
    link.send();

    assertThat(link.takeLines()).containsExactly("SETTINGS ack");
    link.close();
  }

  @Test
  void aPrefaceMayComeInAnyPieces() {
    for (int split = 1; split < 33; split++) {
      MachineLink link = new MachineLink(MachineLink::greet);
      link.log.announced(65_535);
      byte[] bytes = link.client.preface().get(1, "/").take();
      byte[] first = Arrays.copyOf(bytes, split);

      link.receive(first).receive(Arrays.copyOfRange(bytes, split, bytes.length));

      link.flush();
      assertThat(link.stream(1).text()).isEqualTo("hello");
      link.close();
    }
  }

  @Test
  void aWrongPrefaceEndsTheConnection() {
    MachineLink link = new MachineLink(MachineLink::greet);
    link.takeLines();

    link.receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\rX".getBytes(ISO_8859_1));

    assertThat(link.takeLines())
        .containsExactly("GOAWAY 0 PROTOCOL_ERROR the connection preface is malformed");
    assertThat(link.finished).isTrue();
    link.close();
  }

  @Test
  void theFirstFrameMustBeSettings() {
    MachineLink link = new MachineLink(MachineLink::greet);
    link.takeLines();

    link.client.raw(FrameScript.PREFACE.getBytes(ISO_8859_1)).ping("12345678");
    link.send();

    assertThat(link.takeLines())
        .containsExactly("GOAWAY 0 PROTOCOL_ERROR the first frame is not SETTINGS");
    link.close();
  }

  @Test
  void aRequestIsAnswered() {
    MachineLink link = greeting();

    link.client.get(1, "/a?b=c");
    link.send();

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200", "DATA 1 5 end");
    AnsweredStream stream = link.stream(1);
    assertThat(stream.head)
        .containsExactly(
            ":status: 200",
            "server: weft",
            "date: Sun, 06 Nov 1994 08:49:37 GMT",
            "content-length: 5");
    assertThat(stream.text()).isEqualTo("hello");
    assertThat(link.pool.buffersInUse()).as("an idle connection holds nothing").isZero();
    link.close();
  }

  @Test
  void aRequestIsWhatItsBlockSays() {
    MachineLink link = holding();

    link.client.request(1, true, "PATCH", "/a%20b?c", "x-more", "1", "accept", "*/*");
    link.send();

    StreamExchange exchange = link.open.getFirst();
    assertThat(exchange.theRequest().method()).isEqualTo("PATCH");
    assertThat(exchange.stream.target()).isEqualTo("/a%20b?c");
    assertThat(exchange.stream.path()).isEqualTo("/a%20b");
    assertThat(exchange.stream.query()).isEqualTo("c");
    assertThat(exchange.stream.authority()).isEqualTo("example.com");
    assertThat(exchange.stream.fields().size()).isEqualTo(2);
    assertThat(exchange.theRequest().headers().first("X-More")).isEqualTo("1");
    assertThat(exchange.stream.bodyLength()).isZero();
    assertThat(exchange.read()).isEqualTo("[end]");
    exchange.answer("");
    link.close();
  }

  @Test
  void requestsAreAnsweredInAnyOrder() {
    MachineLink link = holding();
    link.client.get(1, "/1").get(3, "/3").get(5, "/5");
    link.send();

    link.open.get(1).answer("three");
    link.open.getLast().answer("five");
    link.open.getFirst().answer("one");
    link.flush();

    assertThat(link.stream(1).text()).isEqualTo("one");
    assertThat(link.stream(3).text()).isEqualTo("three");
    assertThat(link.stream(5).text()).isEqualTo("five");
    link.close();
  }

  @Test
  void aBodyIsRead() {
    MachineLink link = holding();
    link.client.post(1, "/", "content-length", "10").data(1, false, "01234");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    assertThat(exchange.stream.bodyLength()).isEqualTo(10);
    assertThat(exchange.read()).isEqualTo("01234[wait]");
    assertThat(exchange.ready).isZero();

    link.client.padded(1, true, "56789", 30);
    link.send();

    assertThat(exchange.ready).isEqualTo(1);
    assertThat(exchange.read()).isEqualTo("56789[end]");
    exchange.answer("hello");
    link.flush();
    assertThat(link.stream(1).ended).isTrue();
    link.close();
  }

  /// "A request or response is also malformed if the value of a Content-Length header field does
  /// not equal the sum of the DATA frame payload lengths".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.1.1
  @Test
  void aBodyOfAnotherLengthIsAStreamError() {
    for (String body : new String[] {"123", "12345"}) {
      MachineLink link = holding();

      link.client.post(1, "/", "content-length", "4").data(1, true, body);
      link.send();

      assertThat(link.takeLines()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
      assertThat(link.faults(Http2Fault.LENGTH_MISMATCH)).isEqualTo(1);
      assertThat(link.open.getFirst().gone).isEqualTo(1);
      assertThat(link.open.getFirst().read()).isEqualTo("[gone]");
      link.close();
    }
  }

  @Test
  void aHeadThatAnnouncesABodyAndEndsIsAStreamError() {
    MachineLink link = holding();

    link.client.request(1, true, "POST", "/", "content-length", "4");
    link.send();

    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
    assertThat(link.open).isEmpty();
    link.close();
  }

  @Test
  void trailersOfARequestAreReadBehindItsBody() {
    MachineLink link = holding();

    link.client.post(1, "/").data(1, false, "abc").headers(1, true, "x-sum", "7");
    link.send();

    StreamExchange exchange = link.open.getFirst();
    assertThat(exchange.read()).isEqualTo("abc[end]");
    FieldTable trailers = exchange.stream.trailers();
    assertThat(trailers.size()).isEqualTo(1);
    assertThat(trailers.name(0) + "=" + trailers.value(0)).isEqualTo("x-sum=7");
    exchange.answer("");
    link.close();
  }

  /// Fields that are not there as a whole lie nowhere: whoever looks at them finds none.
  @Test
  void ofTrailersThatAreNotThereAsAWholeNothingIsSeen() {
    MachineLink link = holding();
    link.client.post(1, "/").post(3, "/").post(5, "/");
    link.send();
    List<StreamExchange> exchanges = List.copyOf(link.open);
    for (StreamExchange exchange : exchanges) {
      assertThat(exchange.theRequest().trailers().size()).isZero();
    }

    link.client.headers(1, false, "x-sum", "7");
    link.client.headers(3, true, "x-sum", "7", "connection", "close");
    link.client.headers(5, true, "x-sum", "7");
    link.send();

    assertThat(link.takeLines())
        .containsExactly("RST_STREAM 1 PROTOCOL_ERROR", "RST_STREAM 3 PROTOCOL_ERROR");
    assertThat(exchanges.get(0).theRequest().trailers().first("x-sum")).isNull();
    assertThat(exchanges.get(1).theRequest().trailers().first("x-sum")).isNull();
    assertThat(exchanges.get(2).theRequest().trailers().first("x-sum")).isEqualTo("7");
    exchanges.forEach(StreamExchange::finish);
    link.close();
  }

  @Test
  void emptyTrailersEndABody() {
    MachineLink link = holding();

    link.client.post(1, "/").data(1, false, "abc").block(1, true, new byte[0]);
    link.send();

    assertThat(link.open.getFirst().read()).isEqualTo("abc[end]");
    link.close();
  }

  @Test
  void trailersThatEndNothingAreAStreamError() {
    MachineLink link = holding();

    link.client.post(1, "/").headers(1, false, "x-sum", "7");
    link.send();

    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
    assertThat(link.faults(Http2Fault.TRAILERS_WITHOUT_END)).isEqualTo(1);
    link.close();
  }

  @Test
  void trailersOfAResponseStandBehindItsBody() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    exchange.theResponse().trailer("x-sum", "7");

    exchange.answer("hello");
    link.flush();

    assertThat(link.stream(1).text()).isEqualTo("hello");
    assertThat(link.stream(1).trailers).containsExactly("x-sum: 7");
    assertThat(link.stream(1).ended).isTrue();
    link.close();
  }

  /// Such as a status that is known only when everything has been written.
  @Test
  void trailersMayBeAddedWhileTheBodyIsWritten() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();

    exchange.beginNow(-1);
    exchange.writeNow(HELLO, 0, 5);
    exchange.theResponse().trailer("x-sum", "7");
    exchange.theResponse().trailer("x-sum", "8");
    assertThat(exchange.endNow()).isEqualTo(Outcome.DONE);
    exchange.finish();
    link.flush();

    assertThat(link.stream(1).text()).isEqualTo("hello");
    assertThat(link.stream(1).trailers).containsExactly("x-sum: 7", "x-sum: 8");
    assertThat(link.stream(1).ended).isTrue();
    link.close();
  }

  @Test
  void aResponseIsWrittenInPieces() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();

    assertThat(exchange.beginNow(-1)).isEqualTo(Outcome.DONE);
    assertThat(exchange.writeNow(HELLO, 0, 5)).isEqualTo(5);
    assertThat(exchange.writeNow(HELLO, 0, 5)).isEqualTo(5);
    assertThat(exchange.endNow()).isEqualTo(Outcome.DONE);
    exchange.finish();

    assertThat(link.takeLines())
        .containsExactly("HEADERS 1 :status: 200", "DATA 1 5", "DATA 1 5", "DATA 1 0 end");
    assertThat(link.stream(1).field("content-length")).isNull();
    link.close();
  }

  @Test
  void aLengthThatIsReachedEndsTheStream() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();

    exchange.beginNow(5);
    assertThat(exchange.writeNow(HELLO, 0, 5)).isEqualTo(5);
    assertThat(exchange.writeNow(HELLO, 0, 5)).as("what is too much is dropped").isEqualTo(5);
    assertThat(exchange.endNow()).isEqualTo(Outcome.DONE);
    exchange.finish();

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200", "DATA 1 5 end");
    link.close();
  }

  /// "The HEAD method is identical to GET except that the server MUST NOT send content".
  /// https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2
  @Test
  void anAnswerToHeadHasALengthAndNoBody() {
    MachineLink link = greeting();

    link.client.request(1, true, "HEAD", "/");
    link.send();

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200 end");
    assertThat(link.stream(1).field("content-length")).isEqualTo("5");
    link.close();
  }

  @Test
  void aStreamedAnswerToHeadHasNoBody() {
    MachineLink link = holding();
    link.client.request(1, true, "HEAD", "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();

    assertThat(exchange.beginNow(-1)).isEqualTo(Outcome.DONE);
    assertThat(exchange.writeNow(HELLO, 0, 5)).isEqualTo(5);
    assertThat(exchange.endNow()).isEqualTo(Outcome.DONE);
    exchange.finish();

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200 end");
    link.close();
  }

  @Test
  void statusesWithoutABodyHaveNone() {
    for (int status : new int[] {204, 205, 304}) {
      MachineLink link =
          new MachineLink(
                  exchange -> {
                    exchange.theResponse().status(status);
                    exchange.answer("hello");
                  })
              .begun();

      link.client.get(1, "/");
      link.send();

      assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: " + status + " end");
      assertThat(link.stream(1).field("content-length")).isEqualTo(status == 205 ? "0" : null);
      link.close();
    }
  }

  @Test
  void anEmptyBodyEndsWithItsHead() {
    MachineLink link = new MachineLink(exchange -> exchange.answer("")).begun();

    link.client.get(1, "/");
    link.send();

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200 end");
    assertThat(link.stream(1).field("content-length")).isEqualTo("0");
    link.close();
  }

  /// "A server that receives a 100-continue expectation … MUST send either 100 … or a final
  /// status". https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
  @Test
  void continueIsSentWhenTheHandlerReads() {
    MachineLink link = holding();
    link.client.post(1, "/", "expect", "100-continue");
    link.send();
    assertThat(link.takeLines()).isEmpty();

    StreamExchange exchange = link.open.getFirst();
    assertThat(exchange.read()).isEqualTo("[wait]");
    assertThat(exchange.read()).isEqualTo("[wait]");

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 100");
    link.client.data(1, true, "abc");
    link.send();
    assertThat(exchange.read()).isEqualTo("abc[end]");
    exchange.answer("hello");
    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200", "DATA 1 5 end");
    link.close();
  }

  @Test
  void continueIsSentHoweverMuchWaitsToBeTaken() {
    MachineLink link =
        new MachineLink(MachineLink::hold).begun(PeerSettings.INITIAL_WINDOW_SIZE, 1 << 20);
    link.allow(0, 1 << 20);
    link.client.get(1, "/");
    link.client.post(3, "/", "expect", "100-continue");
    link.send();
    link.open.getFirst().answer("x".repeat(1 << 20));
    assertThat(link.pendingOutput()).isGreaterThanOrEqualTo(OutputWatch.BYTES_MAX);

    assertThat(link.open.getLast().read()).isEqualTo("[wait]");

    link.flush();
    assertThat(link.stream(3).interim.getFirst()).containsExactly(":status: 100");
    link.close();
  }

  @Test
  void continueThatFoundNoMemoryIsSentByTheNextRead() {
    MachineLink link = holding();
    link.client.post(1, "/", "expect", "100-continue");
    link.send();
    StreamExchange exchange = link.open.getFirst();

    link.hasMemory = false;
    assertThat(exchange.read()).isEqualTo("[wait]");
    link.hasMemory = true;
    assertThat(link.takeLines()).isEmpty();
    assertThat(exchange.read()).isEqualTo("[wait]");

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 100");
    link.close();
  }

  /// Who waits for 100 sees the response and ends the stream. Stopped right behind it, curl 7.88
  /// throws the response away.
  @Test
  void aBodyThatNobodyAskedForIsNotStoppedRightBehindTheResponse() {
    MachineLink link = greeting();
    link.client.post(1, "/", "expect", "100-continue").post(3, "/", "expect", "100-continue");
    link.send();
    assertThat(link.takeLines())
        .containsExactly(
            "HEADERS 1 :status: 200", "DATA 1 5 end", "HEADERS 3 :status: 200", "DATA 3 5 end");

    link.client.resetStream(1, ErrorCode.CANCEL);
    link.send();
    assertThat(link.takeLines()).isEmpty();
    assertThat(link.connection.activeStreams()).isEqualTo(1);
    for (int second = 0; second < 30; second++) {
      link.pass(MachineLink.SECOND);
      link.answerPings();
    }

    assertThat(link.takeLines()).as("who does not is stopped").contains("RST_STREAM 3 NO_ERROR");
    assertThat(link.connection.activeStreams()).isZero();
    link.close();
  }

  @Test
  void hintsGoBeforeTheAnswer() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    FieldList fields = new FieldList();
    fields.add("Link", "</a.css>");

    exchange.informNow(103, fields);
    exchange.answer("hello");
    link.flush();

    assertThat(link.stream(1).interim.getFirst()).containsExactly(":status: 103", "link: </a.css>");
    assertThat(link.stream(1).text()).isEqualTo("hello");
    link.close();
  }

  /// The rest of a request may be let pass after the response.
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.1
  @Test
  void theRestOfAnAnsweredRequestPasses() {
    MachineLink link = greeting();
    link.client.post(1, "/").data(1, false, "abc");
    link.send();
    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200", "DATA 1 5 end");
    assertThat(link.connection.activeStreams()).isEqualTo(1);

    link.client.data(1, true, "def");
    link.send();

    assertThat(link.takeLines()).isEmpty();
    assertThat(link.connection.activeStreams()).isZero();
    link.close();
  }

  @Test
  void tooMuchOfAnAnsweredRequestIsStopped() {
    MachineLink link = greeting();
    link.client.post(1, "/");
    link.send();
    byte[] piece = new byte[16_384];

    for (int count = 0; count < 17; count++) {
      link.client.data(1, false, piece);
      link.send();
    }

    assertThat(link.takeLines()).contains("RST_STREAM 1 NO_ERROR");
    link.client.data(1, true, piece);
    link.send();
    assertThat(link.takeLines())
        .as("what was under way is ignored")
        .noneMatch(Http2ConnectionTest::isRefusal);
    link.close();
  }

  private static boolean isRefusal(String line) {
    return line.startsWith("RST_STREAM") || line.startsWith("GOAWAY");
  }

  @Test
  void aPingIsAnswered() {
    MachineLink link = greeting();

    link.client.ping("12345678");
    link.send();

    assertThat(link.takeLines()).containsExactly("PING ack");
    link.close();
  }

  @Test
  void unknownFramesAreIgnored() {
    MachineLink link = greeting();

    link.client.frame(0x42, 0xff, 77, new byte[100]).frame(0x11, 0, 0, new byte[0]).get(1, "/");
    link.send();

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200", "DATA 1 5 end");
    link.close();
  }

  @Test
  void aLargeHeadOfARequestMayComeInPieces() {
    MachineLink link = holding();
    byte[] block =
        link.client.encode(
            ":method",
            "GET",
            ":scheme",
            "http",
            ":path",
            "/",
            ":authority",
            "a",
            "x",
            "y".repeat(9000));

    link.client.blockInPieces(1, true, block, 1000);
    link.send();

    assertThat(link.open.getFirst().theRequest().headers().first("x")).hasSize(9000);
    link.close();
  }

  @Test
  void aLargeHeadOfAResponseGoesInPieces() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    // Characters the Huffman code makes no shorter.
    String value = "{}<>|~^".repeat(1200);
    for (int index = 0; index < 5; index++) {
      exchange.theResponse().header("x-" + index, value);
    }

    exchange.answer("hello");
    link.flush();

    for (int index = 0; index < 5; index++) {
      assertThat(link.stream(1).field("x-" + index)).isEqualTo(value);
    }
    assertThat(link.stream(1).text()).isEqualTo("hello");
    link.close();
  }

  /// "An endpoint MUST NOT generate an HTTP/2 message containing connection-specific header
  /// fields".
  @Test
  void fieldsOfTheConnectionAreNotSent() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    exchange.theResponse().header("Upgrade", "websocket").header("Connection", "close");

    exchange.answer("hello");
    link.flush();

    assertThat(link.stream(1).field("upgrade")).isNull();
    assertThat(link.stream(1).field("connection")).isNull();
    assertThat(link.stream(1).text()).isEqualTo("hello");
    link.close();
  }

  @Test
  void tooLargeAHeadIsToldSo() {
    MachineLink link = holding();

    link.client
        .get(1, "/" + "x".repeat(17_000))
        .request(3, false, "POST", "/" + "x".repeat(17_000));
    link.client.get(5, "/");
    link.send();

    assertThat(link.takeLines())
        .containsExactly(
            "HEADERS 1 :status: 431 end", "HEADERS 3 :status: 431 end", "RST_STREAM 3 NO_ERROR");
    assertThat(link.open).hasSize(1);
    link.close();
  }

  @Test
  void tooManyFieldsAreToldSo() {
    MachineLink link = holding();
    String[] fields = new String[202];
    Arrays.fill(fields, "x");

    link.client.request(1, true, "GET", "/", fields);
    link.send();

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 431 end");
    link.close();
  }

  @Test
  void connectIsNotImplemented() {
    MachineLink link = holding();

    link.client.headers(1, true, ":method", "CONNECT", ":authority", "example.com:443");
    link.send();

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 501 end");
    link.close();
  }

  @Test
  void aTunnelForAProtocolReachesTheHandler() {
    MachineLink link =
        new MachineLink(Http2Options.DEFAULTS.withExtendedConnect(true), MachineLink::hold).begun();

    link.client.request(1, false, "CONNECT", "/chat", ":protocol", "websocket");
    link.client.headers(
        3,
        false,
        ":method",
        "CONNECT",
        ":scheme",
        "http",
        ":path",
        "/chat",
        ":authority",
        "a",
        ":protocol",
        "websocket");
    link.send();

    assertThat(link.open.getLast().stream.protocol()).isEqualTo("websocket");
    link.close();
  }

  // Streams.

  /// "Endpoints MUST NOT exceed the limit set by their peer".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2
  @Test
  void streamsBeyondTheLimitAreRefused() {
    MachineLink link =
        new MachineLink(Http2Options.DEFAULTS.withStreamsMax(2), MachineLink::hold).begun();

    link.client.get(1, "/").get(3, "/").get(5, "/");
    link.send();
    assertThat(link.takeLines()).containsExactly("RST_STREAM 5 REFUSED_STREAM");
    link.open.getFirst().answer("hello");
    link.client.get(7, "/");
    link.send();

    assertThat(link.open).extracting(StreamExchange::id).containsExactly(3, 7);
    assertThat(link.faults(Http2Fault.TOO_MANY_STREAMS)).isEqualTo(1);
    link.close();
  }

  /// CVE-2023-44487, CVE-2025-8671: a stream counts until its handler is done, whoever reset it.
  @Test
  void aResetStreamCountsUntilItsHandlerIsDone() {
    MachineLink link =
        new MachineLink(Http2Options.DEFAULTS.withStreamsMax(2), MachineLink::hold).begun();
    // One is reset by the client, one makes us reset it.
    link.client.get(1, "/").resetStream(1, ErrorCode.CANCEL).get(3, "/").windowUpdate(3, 0);
    link.send();
    assertThat(link.open).allMatch(exchange -> exchange.gone == 1);
    link.takeLines();

    link.client.get(5, "/");
    link.send();
    assertThat(link.takeLines()).containsExactly("RST_STREAM 5 REFUSED_STREAM");
    link.open.getFirst().finish();
    link.client.get(7, "/");
    link.send();

    assertThat(link.open).extracting(StreamExchange::id).containsExactly(3, 7);
    link.close();
  }

  /// "Streams that are in the "open" state or in either of the "half-closed" states count toward
  /// the maximum": for the client an answered one is over, whatever its handler still does. Of
  /// those there may be as many again. https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2
  @Test
  void anAnsweredStreamDoesNotCountAlthoughItsHandlerGoesOn() {
    MachineLink link =
        new MachineLink(Http2Options.DEFAULTS.withStreamsMax(2), MachineLink::hold).begun();
    for (int id = 1; id <= 7; id += 2) {
      link.client.get(id, "/");
      link.send();
      link.open.getLast().theResponse().send(HELLO);
      link.flush();
      assertThat(link.stream(id).text()).isEqualTo("hello");
    }
    link.takeLines();

    link.client.get(9, "/");
    link.send();
    assertThat(link.takeLines()).containsExactly("RST_STREAM 9 REFUSED_STREAM");
    link.open.getFirst().finish();
    link.client.get(11, "/");
    link.send();

    assertThat(link.open).extracting(StreamExchange::id).containsExactly(3, 5, 7, 11);
    link.close();
  }

  @Test
  void streamIdsMustGrow() {
    MachineLink link = greeting();

    link.client.get(5, "/").get(3, "/");
    link.send();

    assertThat(link.takeLines())
        .endsWith("GOAWAY 5 PROTOCOL_ERROR a new stream's id is not greater than all before");
    assertThat(link.finished).isTrue();
    link.close();
  }

  @Test
  void clientsHaveOddStreams() {
    MachineLink link = greeting();

    link.client.get(2, "/");
    link.send();

    assertThat(link.takeLines().getLast()).startsWith("GOAWAY 0 PROTOCOL_ERROR");
    link.close();
  }

  /// "Stream identifiers cannot be reused"; the last there is, is good for one more request.
  /// https://www.rfc-editor.org/rfc/rfc9113#section-5.1.1
  @Test
  void theLastStreamIdIsServed() {
    MachineLink link = greeting();

    link.client.get(Integer.MAX_VALUE, "/");
    link.send();

    assertThat(link.takeLines())
        .containsExactly("HEADERS 2147483647 :status: 200", "DATA 2147483647 5 end");
    link.close();
  }

  @Test
  void aHandlerThatReadsIsToldThatItsClientIsGone() {
    MachineLink link = holding();
    link.client.post(1, "/").data(1, false, "abc");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    assertThat(exchange.read()).isEqualTo("abc[wait]");

    link.client.resetStream(1, ErrorCode.CANCEL);
    link.send();

    assertThat(exchange.ready).isEqualTo(1);
    assertThat(exchange.gone).isEqualTo(1);
    assertThat(exchange.read()).isEqualTo("[gone]");
    assertThat(exchange.beginNow(-1)).isEqualTo(Outcome.GONE);
    exchange.answer("nobody hears this");
    assertThat(link.takeLines()).isEmpty();
    link.close();
  }

  @Test
  void aHandlerThatWritesIsToldThatItsClientIsGone() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    exchange.beginNow(-1);
    while (exchange.writeNow(HELLO, 0, 5) > 0) {
      link.flush();
    }

    link.client.resetStream(1, ErrorCode.CANCEL);
    link.send();

    assertThat(exchange.ready).isEqualTo(1);
    assertThat(exchange.writeNow(HELLO, 0, 5)).isEqualTo(Outcome.GONE);
    assertThat(exchange.endNow()).isEqualTo(Outcome.GONE);
    exchange.finish();
    link.close();
  }

  @Test
  void anAbortedResponseIsSeenNotToBeWhole() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    exchange.beginNow(100);
    exchange.writeNow(HELLO, 0, 5);

    exchange.abortNow();
    exchange.abortNow();
    exchange.finish();

    assertThat(link.takeLines())
        .containsExactly("HEADERS 1 :status: 200", "DATA 1 5", "RST_STREAM 1 INTERNAL_ERROR");
    assertThat(link.tally.responsesAborted).isEqualTo(1);
    assertThat(exchange.gone).as("the client has not gone").isZero();
    assertThat(link.tally.clientsGone).isZero();
    link.close();
  }

  /// RFC 9113 §5.1, closed: frames that were under way when we reset a stream are ignored.
  @Test
  void whatWasUnderWayToAResetStreamIsIgnored() {
    MachineLink link = holding();
    link.client.post(1, "/");
    link.send();
    link.open.getFirst().abortNow();
    link.takeLines();

    link.client.data(1, false, "abc").windowUpdate(1, 100).headers(1, true, "x-sum", "1");
    link.send();

    assertThat(link.takeLines()).isEmpty();
    link.close();
  }

  /// Many at a time too: what we remember of ends must not be less than the streams there may be.
  @Test
  void whatWasUnderWayToManyResetStreamsIsIgnored() {
    MachineLink link = holding();
    for (int id = 1; id < 256; id += 2) {
      link.client.post(id, "/");
    }
    link.send();
    for (StreamExchange exchange : List.copyOf(link.open)) {
      exchange.abortNow();
      exchange.finish();
    }
    link.takeLines();

    for (int round = 0; round < 3; round++) {
      for (int id = 1; id < 256; id += 2) {
        link.client.data(id, false, "abc");
      }
    }
    link.send();

    assertThat(link.takeLines()).isEmpty();
    link.close();
  }

  @Test
  void dataOnAnIdleStreamEndsTheConnection() {
    MachineLink link = greeting();

    link.client.data(1, false, "abc");
    link.send();

    assertThat(link.takeLines())
        .containsExactly(
            "GOAWAY 0 PROTOCOL_ERROR a frame stands on a stream that was never opened");
    link.close();
  }

  @Test
  void dataBehindTheEndOfARequestIsAStreamError() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.client.data(1, false, "abc");

    link.send();

    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 STREAM_CLOSED");
    link.close();
  }

  /// A fault is of the block it was found in.
  @Test
  void aFaultOfABlockIsNotTheNextOnes() {
    MachineLink link = holding();
    link.client.post(1, "/");
    link.send();
    link.open.getFirst().abortNow();
    link.open.getFirst().finish();
    // Trailers under way to a stream we have reset, with a priority that hangs on itself.
    byte[] dependency = {0, 0, 0, 1, 16};
    link.client.frame(
        FrameType.HEADERS,
        FrameType.END_HEADERS | FrameType.END_STREAM | FrameType.WITH_PRIORITY,
        1,
        dependency);
    link.send();
    link.takeLines();

    link.client.get(3, "/");
    link.send();

    assertThat(link.takeLines()).isEmpty();
    assertThat(link.open).hasSize(1);
    link.close();
  }

  /// RFC 7540 §3.2: the request that asked for the upgrade is stream 1, half-closed by the client.
  @Test
  void anUpgradedRequestIsStreamOne() {
    MachineLink link = new MachineLink(MachineLink::hold);
    FieldTable fields = new FieldTable();
    fields.add("host", "example.com");
    fields.add("connection", "Upgrade, HTTP2-Settings");
    fields.add("http2-settings", "AAQAAAAF");
    fields.add("x-more", "1");

    link.connection.upgrade(
        FrameScript.settingsPayload(PeerSettings.INITIAL_WINDOW_SIZE, 5),
        "GET",
        "/a?b",
        "example.com",
        fields,
        link.now);
    StreamExchange exchange = link.open.getFirst();
    assertThat(exchange.id()).isEqualTo(1);
    assertThat(exchange.stream.target()).isEqualTo("/a?b");
    assertThat(exchange.stream.authority()).isEqualTo("example.com");
    assertThat(exchange.stream.fields().size()).as("what is of the hop is left out").isEqualTo(1);
    assertThat(exchange.read()).isEqualTo("[end]");
    exchange.answer("hello, client");
    link.flush();
    assertThat(link.stream(1).text()).as("the window that came with it").isEqualTo("hello");
    link.client.preface(PeerSettings.INITIAL_WINDOW_SIZE, 100).get(3, "/");
    link.send().flush();

    assertThat(link.stream(1).text()).isEqualTo("hello, client");
    assertThat(link.stream(1).ended).isTrue();
    assertThat(link.open).extracting(StreamExchange::id).containsExactly(3);
    link.close();
  }
}
