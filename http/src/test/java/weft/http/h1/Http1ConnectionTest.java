package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.HttpLimits;
import weft.http.HttpOptions;

/// The machine: framing of requests, order, persistence (RFC 9112 §6, §9).
class Http1ConnectionTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nServer: weft\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
  private static final String HELLO = HEAD + "Content-Length: 5\r\n\r\nhello";
  private static final String HELLO_AND_END =
      HEAD + "Content-Length: 5\r\nConnection: close\r\n\r\nhello";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  /// Answers every request at once with `hello`.
  private static final RecordingLink.Script GREET =
      (link, message) -> link.responder.take(link, message).answer("hello");

  /// Keeps every request waiting.
  private static final RecordingLink.Script HOLD =
      (link, message) -> link.responder.take(link, message);

  private static String exchange(String request, RecordingLink.Script script) {
    RecordingLink link = new RecordingLink(script);
    link.receive(request).flush();
    String answer =
        link.taken() + (link.finished ? "[finish]" : "") + (link.reset ? "[reset]" : "");
    link.close();
    assertThat(link.pool.buffersInUse()).as("buffers are returned").isZero();
    return answer;
  }

  @Test
  void aRequestIsAnsweredAndTheConnectionGoesOn() {
    assertThat(exchange(GET, GREET)).isEqualTo(HELLO);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pipelinedRequestsAreAnsweredInOrder(boolean lendsAgain) {
    RecordingLink link =
        new RecordingLink(
            (driver, message) -> driver.responder.take(driver, message).answer(message.path()));
    link.lendsAgain = lendsAgain;

    link.receive(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\n"
                + "Content-Length: 3\r\n\r\nabcGET /3 HTTP/1.1\r\nHost: a\r\n\r\nGET /4 HT")
        .flush();

    assertThat(link.requests).containsExactly("GET /1", "POST /2", "GET /3");
    assertThat(link.taken()).containsSubsequence("\r\n\r\n/1HTTP", "\r\n\r\n/2HTTP", "\r\n\r\n/3");
    link.receive("TP/1.1\r\nHost: a\r\n\r\n").flush();
    assertThat(link.taken()).endsWith("\r\n\r\n/4");
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  /// The message of a request serves for the one behind it, and so does the memory of its head
  /// where that is enough.
  @Test
  void pipelinedHeadsOfAnyLengthFollowOneAnother() {
    RecordingLink link =
        new RecordingLink((driver, message) -> {
          var request = driver.responder.take(driver, message).theRequest();
          driver.responder.answer(request.path() + "=" + request.header("X-Long"));
        });
    String expected = "";
    StringBuilder requests = new StringBuilder();
    for (int length : new int[] {1, 200, 3000, 2, 5000, 300}) {
      String value = "v".repeat(length);
      requests.append("GET /%d HTTP/1.1\r\nHost: a\r\nX-Long: %s\r\n\r\n".formatted(length, value));
      expected += "/" + length + "=" + value + "\n";
    }

    link.receive(requests.toString()).flush();

    String bodies =
        Arrays.stream(link.taken().split("HTTP/1.1 200 OK"))
            .skip(1)
            .map(answer -> answer.substring(answer.indexOf("\r\n\r\n") + 4) + "\n")
            .collect(Collectors.joining());
    assertThat(bodies).isEqualTo(expected);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void oneRequestIsHandedOutAtATime() {
    RecordingLink link = new RecordingLink(HOLD);

    link.receive(GET + GET);

    assertThat(link.requests).hasSize(1);
    link.responder.answer("hello");
    assertThat(link.requests).hasSize(2);
    link.responder.answer("hello");
    link.flush();
    assertThat(link.taken()).isEqualTo(HELLO + HELLO);
    assertThat(link.connection.isIdle()).isTrue();
    assertThat(link.pool.buffersInUse()).as("an idle connection holds nothing").isZero();
  }

  /// "A server that receives a 100-continue expectation … MUST send either 100 … or a final
  /// status". https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
  @Test
  void continueThatFoundNoMemoryIsSentByTheNextRead() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");

    link.hasMemory = false;
    assertThat(link.responder.read()).isEqualTo("[wait]");
    link.hasMemory = true;
    assertThat(link.responder.read()).isEqualTo("[wait]");
    assertThat(link.responder.read()).isEqualTo("[wait]");

    link.flush();
    assertThat(link.taken()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    link.receive("hi");
    assertThat(link.responder.read()).isEqualTo("hi[end]");
    link.responder.answer("hello");
    link.close();
  }

  /// "If the message … has been sent by an HTTP/1.0 client … the server … close".
  /// https://www.rfc-editor.org/rfc/rfc9112#section-9.3
  @Test
  void http10EndsBehindOneResponse() {
    assertThat(exchange("GET / HTTP/1.0\r\n\r\n", GREET))
        .isEqualTo(HEAD + "Content-Length: 5\r\nConnection: close\r\n\r\nhello[finish]");
  }

  @Test
  void http10GoesOnWhenItAsksFor() {
    assertThat(exchange("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", GREET))
        .isEqualTo(HEAD + "Content-Length: 5\r\nConnection: keep-alive\r\n\r\nhello");
  }

  @Test
  void closeAmongTheOptionsEndsTheConnection() {
    for (String option :
        List.of("close", "CLOSE", "foo, close", "close,keep-alive", "a ,\tClose ")) {
      assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + option + "\r\n\r\n", GREET))
          .as(option)
          .contains("\r\nConnection: close\r\n")
          .endsWith("[finish]");
    }
    assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n", GREET))
        .isEqualTo(HELLO);
  }

  /// What is refused is no HEAD because the request before it was: the client awaits the content.
  @Test
  void theRefusalBehindAHeadHasItsBody() {
    for (String broken : List.of("\1", "\n", "GET\r\n", "GE T\r\n")) {
      String answer = exchange("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + broken, GREET);
      String refusal = answer.substring(answer.indexOf("HTTP/1.1 400 "));
      assertThat(refusal).as(broken).endsWith("}[finish]");
    }
  }

  @Test
  void aHandlerMayEndTheConnection() {
    String answer =
        exchange(
            GET + GET,
            (link, message) -> {
              link.responder.take(link, message).theResponse().header("Connection", "close");
              link.responder.answer("hello");
            });

    assertThat(answer)
        .isEqualTo(HEAD + "Content-Length: 5\r\nConnection: close\r\n\r\nhello[finish]");
  }

  /// "The HEAD method is identical to GET except that the server MUST NOT send content".
  /// https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2
  @Test
  void headHasTheFieldsOfGetAndNoContent() {
    assertThat(exchange("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + GET, GREET))
        .isEqualTo(HEAD + "Content-Length: 5\r\n\r\n" + HELLO);
  }

  @Test
  void aStreamOfUnknownLengthIsChunked() {
    assertThat(exchange(GET, Http1ConnectionTest::streamTwice))
        .isEqualTo(
            HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    assertThat(exchange("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", Http1ConnectionTest::streamTwice))
        .isEqualTo(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
    assertThat(
            exchange(
                "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                Http1ConnectionTest::streamTwice))
        .isEqualTo(HEAD + "Connection: close\r\n\r\nhello world[finish]");
  }

  private static void streamTwice(RecordingLink link, Http1Message message) {
    try (var stream = link.responder.take(link, message).theResponse().stream()) {
      stream.write(new byte[] {'h', 'e', 'l', 'l', 'o'});
      stream.flush();
      stream.write(new byte[] {' ', 'w', 'o', 'r', 'l', 'd'});
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    link.responder.finish();
  }

  @Test
  void trailersFollowAChunkedBody() {
    String answer =
        exchange(
            GET,
            (link, message) -> {
              link.responder.take(link, message).theResponse().trailer("Checksum", "1234");
              link.responder.answer("hello");
            });

    assertThat(answer)
        .isEqualTo(
            HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nChecksum: 1234\r\n\r\n");
  }

  @Test
  void statusesWithoutContentHaveNone() {
    assertThat(exchange(GET, status(204)))
        .contains("HTTP/1.1 204 No Content\r\n")
        .doesNotContain("Content-Length", "Transfer-Encoding", "hello");
    assertThat(exchange(GET, status(304)))
        .contains("HTTP/1.1 304 Not Modified\r\n")
        .doesNotContain("Content-Length", "hello");
    assertThat(exchange(GET, status(205)))
        .contains("HTTP/1.1 205 Reset Content\r\n", "Content-Length: 0\r\n")
        .doesNotContain("hello");
  }

  private static RecordingLink.Script status(int status) {
    return (link, message) -> {
      link.responder.take(link, message).theResponse().status(status);
      link.responder.answer("hello");
    };
  }

  @Test
  void earlyHintsComeBeforeTheResponse() {
    RecordingLink.Script hinting =
        (link, message) -> {
          link.responder.take(link, message).theResponse().earlyHints("</s.css>; rel=preload");
          link.responder.answer("hello");
        };

    assertThat(exchange(GET, hinting))
        .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n" + HELLO);
    assertThat(exchange("GET / HTTP/1.0\r\n\r\n", hinting))
        .as("HTTP/1.0 knows no interim responses")
        .startsWith("HTTP/1.1 200");
  }

  static List<MalformedRequest> malformed() {
    return MalformedRequest.all();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedRequestsAreAnsweredOnceAndEndTheConnection(MalformedRequest request) {
    RecordingLink link = new RecordingLink(GREET);

    boolean endless = request.name().startsWith("endless");
    link.receive(endless ? request.text() : request.text() + GET).flush();

    int status = request.fault().status();
    assertThat(link.taken())
        .startsWith("HTTP/1.1 " + status + " ")
        .containsOnlyOnce("HTTP/1.1 ")
        .contains("Connection: close\r\n", "application/problem+json");
    assertThat(link.requests).as("nobody handles it").isEmpty();
    assertThat(link.finished).isTrue();
    assertThat(link.tally.faults.count(request.fault())).isEqualTo(1);
    link.receive(GET).flush();
    assertThat(link.taken()).as("what follows is not looked at").isEmpty();
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  static List<MalformedRequest> malformedBodies() {
    return MalformedRequest.bodies();
  }

  @ParameterizedTest
  @MethodSource("malformedBodies")
  void malformedChunksAreAFaultForTheReaderAndEndTheConnection(MalformedRequest request) {
    List<String> read = new ArrayList<>();
    RecordingLink link =
        new RecordingLink((driver, message) -> {
          read.add(driver.responder.take(driver, message).read());
          driver.responder.theResponse().status(400);
          driver.responder.answer("");
        });

    link.receive(request.text() + GET);
    if (read.getFirst().endsWith("[wait]")) {
      // The head came alone; the body comes now that somebody waits for it.
      read.add(link.responder.read());
    }
    link.flush();

    assertThat(read.getLast()).endsWith("[" + request.fault() + "]");
    assertThat(link.requests).hasSize(1);
    assertThat(link.taken()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
    assertThat(link.finished).isTrue();
    assertThat(link.tally.faults.count(request.fault())).isEqualTo(1);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @ParameterizedTest
  @MethodSource("malformedBodies")
  void malformedChunksThatNobodyReadsEndTheConnectionToo(MalformedRequest request) {
    assertThat(exchange(request.text() + GET, GREET)).isEqualTo(HELLO_AND_END + "[finish]");
  }

  @Test
  void countedBodiesAreReadAsTheyCome() {
    RecordingLink link = new RecordingLink(HOLD);

    link.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");

    assertThat(link.responder.theRequest().body().length()).isEqualTo(10);
    assertThat(link.responder.read()).isEqualTo("12345[wait]");
    link.receive("67890" + GET);
    assertThat(link.bodyReady).isEqualTo(1);
    assertThat(link.responder.read()).isEqualTo("67890[end]");
    link.responder.answer("hello");
    assertThat(link.requests).hasSize(2);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void chunkedBodiesAreReadAsTheyComeWithTheirTrailers() {
    RecordingLink link = new RecordingLink(HOLD);

    link.receive(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=\"b\\\"\";c\r\nhe");

    assertThat(link.responder.theRequest().body().length()).isEqualTo(-1);
    assertThat(link.responder.read()).isEqualTo("he[wait]");
    link.receive("llo\r\n00A\r\n, world!!!\r\n0;x\r\nSum: 1\r\nTag");
    assertThat(link.responder.read()).isEqualTo("llo, world!!![wait]");
    assertThat(link.responder.theRequest().trailers().size()).isZero();
    link.receive(":  2 \r\n\r\n" + GET);
    assertThat(link.responder.read()).isEqualTo("[end]");
    assertThat(link.responder.theRequest().trailers().toString()).isEqualTo("sum: 1\ntag: 2\n");
    link.responder.answer("hello");
    assertThat(link.requests).hasSize(2);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void everySplitOfAConversationGivesTheSameAnswers() {
    String conversation =
        "\r\nPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
            + "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;e=f\r\nabc\r\n1\r\nd\r\n0\r\nT: u\r\n\r\n"
            + "GET /c?d HTTP/1.1\r\nHost: a\r\n\r\n";
    String expected = converse(conversation, conversation.length());
    assertThat(expected).contains("/a:body", "/b:abcd,u", "/c:");

    for (int split = 1; split < conversation.length(); split++) {
      assertThat(converse(conversation, split)).as("split at %s", split).isEqualTo(expected);
    }
    assertThat(converse(conversation, 0)).as("byte by byte").isEqualTo(expected);
  }

  /// Sends a text in two pieces, or byte by byte, and answers each request with its body.
  private static String converse(String text, int split) {
    EchoingScript echo = new EchoingScript();
    RecordingLink link = new RecordingLink(echo);
    if (split == 0) {
      for (int at = 0; at < text.length(); at++) {
        link.receive(text.substring(at, at + 1));
        echo.goOn(link);
      }
    } else {
      link.receive(text.substring(0, split));
      echo.goOn(link);
      if (split < text.length()) {
        link.receive(text.substring(split));
        echo.goOn(link);
      }
    }
    link.flush();
    String answers = link.taken();
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
    return answers;
  }

  /// Answers with path, body and trailers once the body is there.
  private static final class EchoingScript implements RecordingLink.Script {
    private final StringBuilder body = new StringBuilder();
    private boolean open;

    @Override
    public void requested(RecordingLink link, Http1Message message) {
      link.responder.take(link, message);
      body.setLength(0);
      open = true;
    }

    void goOn(RecordingLink link) {
      while (open) {
        String read = link.responder.read();
        body.append(read.replaceAll("\\[.*]", ""));
        if (!read.endsWith("[end]")) {
          return;
        }
        open = false;
        String trailer = link.responder.theRequest().trailers().first("t");
        link.responder.answer(
            link.responder.theRequest().path()
                + ":"
                + body
                + (trailer == null ? "" : "," + trailer));
      }
    }
  }

  @Test
  void anUnreadBodyIsThrownAway() {
    RecordingLink link = new RecordingLink(GREET);

    link.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n").flush();
    assertThat(link.taken()).isEqualTo(HELLO);
    link.receive("x".repeat(99_999)).receive("x" + GET).flush();

    assertThat(link.taken()).isEqualTo(HELLO);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void anUnreadBodyThatIsTooLargeEndsTheConnection() {
    assertThat(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n", GREET))
        .endsWith("Connection: close\r\n\r\nhello[finish]");

    RecordingLink link = new RecordingLink(GREET);
    link.receive(CHUNKED).flush();
    assertThat(link.taken()).isEqualTo(HELLO_AND_END);
    assertThat(link.finished).isTrue();
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  /// A server that is going to close "SHOULD send a "close" connection option in its final
  /// response" (RFC 9112 §9.6). A client that is not told, and whose whole body has gone into the
  /// system's buffers, sends its next request where nobody reads it.
  @Test
  void anUnreadBodyOfUnknownLengthEndsTheConnectionUnlessAllOfItIsThere() {
    String body = "5\r\nhello\r\n3;a=b\r\nyou\r\n0\r\n\r\n";
    for (int length = 0; length < body.length(); length++) {
      assertThat(exchange(CHUNKED + body.substring(0, length), GREET))
          .as("%s bytes have come", length)
          .isEqualTo(HELLO_AND_END + "[finish]");
    }
    assertThat(exchange(CHUNKED + body + GET, GREET)).isEqualTo(HELLO + HELLO);
    assertThat(exchange(CHUNKED + "0\r\n\r\n" + GET, GREET)).isEqualTo(HELLO + HELLO);
    assertThat(exchange(CHUNKED + "x\r\n", GREET)).isEqualTo(HELLO_AND_END + "[finish]");
  }

  @Test
  void anUnreadBodyBehindAStreamedAnswerIsThrownAwayUpToALimit() throws IOException {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(CHUNKED);
    OutputStream stream = link.responder.theResponse().stream();
    stream.write('x');
    stream.flush();
    stream.close();
    link.responder.finish();
    link.flush();
    assertThat(link.taken()).startsWith("HTTP/1.1 200 OK").doesNotContain("Connection");

    link.receive("40000\r\n" + "x".repeat(0x40000));
    assertThat(link.finished).isFalse();
    link.receive("\r\n1\r\nx");

    assertThat(link.finished).isTrue();
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void whatIsReadBehindAnAnswerIsNotLost() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(CHUNKED + "5\r\nhello\r\n0\r\n\r\n" + GET);

    link.responder.theResponse().send("hello".getBytes(ISO_8859_1));

    assertThat(link.responder.read()).isEqualTo("hello[end]");
    link.responder.finish();
    link.responder.answer("hello");
    link.flush();
    assertThat(link.taken()).isEqualTo(HELLO + HELLO);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void tooMuchInputStopsReceivingUntilItIsRead() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n");

    link.receive("x".repeat(100_000));

    assertThat(link.paused).isTrue();
    assertThat(link.responder.read()).hasSize(100_000 + "[wait]".length());
    assertThat(link.paused).isFalse();
    link.receive("x".repeat(100_000));
    assertThat(link.responder.read()).endsWith("[end]");
    link.responder.answer("hello");
    link.flush();
    assertThat(link.taken()).isEqualTo(HELLO);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void aFloodOfPipelinedRequestsStopsReceiving() {
    RecordingLink link = new RecordingLink(HOLD);

    link.receive(GET.repeat(3000));

    assertThat(link.paused).isTrue();
    for (int count = 1; count <= 3000; count++) {
      assertThat(link.requests).hasSize(count);
      link.responder.answer("hello");
      link.flush();
    }
    assertThat(link.paused).isFalse();
    assertThat(link.taken()).isEqualTo(HELLO.repeat(3000));
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void requestsWaitWhileTheClientTakesNoAnswers() {
    RecordingLink link = new RecordingLink(GREET);
    link.takesOutput = false;

    link.receive(GET.repeat(2000));

    assertThat(link.requests.size()).isLessThan(1500);
    assertThat(link.pendingOutput()).isBetween(128L * 1024, 130L * 1024);
    while (link.pendingOutput() > 0) {
      link.takeOutput();
    }
    assertThat(link.requests).hasSize(2000);
    assertThat(link.taken()).isEqualTo(HELLO.repeat(2000));
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void aLargeResponseIsSentAsTheClientTakesIt() {
    RecordingLink link =
        new RecordingLink((driver, message) ->
            driver.responder.take(driver, message).answer("x".repeat(1_000_000)));
    link.takesOutput = false;

    link.receive(GET);

    assertThat(link.pendingOutput()).isBetween(128L * 1024, 170L * 1024);
    for (int step = 0; step < 20 && link.pendingOutput() > 0; step++) {
      link.takeOutput();
    }
    assertThat(link.taken()).contains("Content-Length: 1000000\r\n").hasSizeGreaterThan(1_000_000);
    assertThat(link.connection.isIdle()).isTrue();
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void outputThatFindsNoMemoryIsTriedAgain() {
    RecordingLink link = new RecordingLink(GREET);
    link.hasMemory = false;

    link.receive(GET);

    assertThat(link.pendingOutput()).isZero();
    link.pass(20_000_000);
    link.hasMemory = true;
    link.pass(20_000_000);
    link.flush();
    assertThat(link.taken()).isEqualTo(HELLO);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void aClientThatEndsBetweenRequestsIsLetGo() {
    RecordingLink link = new RecordingLink(GREET);
    link.receive(GET).flush();

    link.connection.receiveEnded(null, link.now);

    assertThat(link.finished).isTrue();
    assertThat(link.gone).isZero();
    assertThat(link.tally.clientsGone).isZero();
  }

  @Test
  void aClientThatEndsWhileItIsServedIsGoneButStillAnswered() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(GET);

    link.connection.receiveEnded(null, link.now);

    assertThat(link.gone).isEqualTo(1);
    assertThat(link.tally.clientsGone).isEqualTo(1);
    link.responder.answer("hello");
    link.flush();
    assertThat(link.taken()).contains("Connection: close").endsWith("hello");
    assertThat(link.finished).isTrue();
  }

  @Test
  void aHalfClosingClientIsServedWhenThatIsAllowed() {
    RecordingLink link = new RecordingLink(HttpOptions.DEFAULTS.withHalfClosingClients(true), HOLD);
    link.receive(GET + GET);

    link.connection.receiveEnded(null, link.now);
    assertThat(link.gone).isZero();
    link.responder.answer("hello");
    link.responder.answer("hello");
    link.flush();

    assertThat(link.taken()).contains("hello").endsWith("hello");
    assertThat(link.finished).isTrue();
  }

  @Test
  void aClientThatResetsWhileItIsServedIsGone() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123");
    assertThat(link.responder.read()).isEqualTo("123[wait]");

    link.connection.receiveEnded(new IOException("reset"), link.now);

    assertThat(link.gone).isEqualTo(1);
    assertThat(link.bodyReady).as("the reader wakes").isEqualTo(1);
    assertThat(link.responder.read()).isEqualTo("[gone]");
    assertThat(link.reset).isTrue();
    link.responder.answer("nobody");
    assertThat(link.pendingOutput()).isZero();
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void aBodyThatEndsEarlyIsGone() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123");

    link.connection.receiveEnded(null, link.now);

    assertThat(link.responder.read()).isEqualTo("123[gone]");
    link.responder.answer("hello");
    assertThat(link.finished).isTrue();
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void requestsPerConnectionAreLimited() {
    RecordingLink link =
        new RecordingLink(HttpLimits.DEFAULTS.withRequestsPerConnectionMax(2), GREET);

    link.receive(GET + GET + GET).flush();

    assertThat(link.requests).hasSize(2);
    assertThat(link.taken()).containsOnlyOnce("Connection: close");
    assertThat(link.finished).isTrue();
  }

  @Test
  void anAbortedResponseResetsTheConnection() {
    RecordingLink link = new RecordingLink(HOLD);
    link.receive(GET);

    link.responder.theResponse().abort();
    link.responder.finish();

    assertThat(link.reset).isTrue();
    assertThat(link.tally.responsesAborted).isEqualTo(1);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  @Test
  void absoluteTargetsOverruleTheHostField() {
    RecordingLink link = new RecordingLink(HOLD);

    link.receive("GET http://b:81/p?q HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(link.responder.theRequest().authority()).isEqualTo("b:81");
    assertThat(link.responder.theRequest().path()).isEqualTo("/p");
    assertThat(link.responder.theRequest().query()).isEqualTo("q");
    link.close();
  }

  @Test
  void whatIsCountedIsWhatHappened() {
    RecordingLink link = new RecordingLink(GREET);

    link.receive(GET + GET + "bad").receive("\r\n\r\n").flush();
    int sent = link.taken().length();

    assertThat(link.tally.requests).isEqualTo(2);
    assertThat(link.tally.responses).containsExactly(0, 0, 2, 0, 1, 0);
    assertThat(link.tally.faults.count(Http1Fault.BAD_METHOD)).isEqualTo(1);
    assertThat(link.tally.bytesReceived).isEqualTo(2 * GET.length() + 7);
    assertThat(link.tally.bytesSent).isEqualTo(sent);
  }
}
