package weft.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseTest {
  private final ScriptedExchange exchange = new ScriptedExchange();
  private final Response response = exchange.theResponse();

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void aWholeBodyIsSentAtOnce() {
    assertThat(response.committed()).isFalse();

    response.status(201).send(bytes("xhellox"), 1, 5);

    assertThat(exchange.told).containsExactly("201 hello");
    assertThat(response.committed()).isTrue();
  }

  @Test
  void nothingChangesOnceItIsSent() {
    response.send();

    assertThatIllegalStateException().isThrownBy(() -> response.status(404));
    assertThatIllegalStateException().isThrownBy(() -> response.header("A", "b"));
    assertThatIllegalStateException().isThrownBy(() -> response.addHeader("A", "b"));
    assertThatIllegalStateException().isThrownBy(() -> response.removeHeader("A"));
    assertThatIllegalStateException().isThrownBy(() -> response.send());
    assertThatIllegalStateException().isThrownBy(() -> response.stream());
    assertThatIllegalStateException().isThrownBy(() -> response.earlyHints("x"));
    assertThatIllegalStateException().isThrownBy(() -> response.push("/x"));
    assertThat(exchange.told).hasSize(1);
  }

  @Test
  void onlyFinalStatusesCanBeSet() {
    for (int status : new int[] {-1, 0, 100, 101, 199, 600, 999}) {
      assertThatIllegalArgumentException().isThrownBy(() -> response.status(status));
    }
    assertThat(response.status()).isEqualTo(200);
  }

  @Test
  void fieldsCanBeReadAndTakenBack() {
    response.header("Content-Type", "a/b").addHeader("X-Y", "1").addHeader("x-y", "2");

    assertThat(response.header("content-type")).isEqualTo("a/b");
    assertThat(response.header("X-Y")).isEqualTo("1");
    assertThat(response.removeHeader("X-y").header("x-y")).isNull();
    response.header("Content-Length", "12");
    assertThat(response.header("content-length")).isEqualTo("12");
    assertThat(response.removeHeader("Content-Length").header("Content-Length")).isNull();
    response.header("Date", "now").header("Server", "me").header("Connection", "close");
    response.removeHeader("date").removeHeader("server").removeHeader("connection");
    assertThat(response.exchange().head().isDated()).isFalse();
    assertThat(response.exchange().head().isNamed()).isFalse();
    assertThat(response.exchange().head().isClosing()).isFalse();
  }

  @Test
  void managedFieldsAreRefusedOrUnderstood() {
    for (String name : List.of("Transfer-Encoding", "keep-alive", "Proxy-Connection")) {
      assertThatIllegalArgumentException().isThrownBy(() -> response.header(name, "x"));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> response.header("Connection", "upgrade"));
    for (String length : List.of("", "x", "-1", "1x", "1234567890123456789")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> response.header("Content-Length", length));
    }
    response.header("connection", "Keep-Alive").addHeader("Connection", "CLOSE");
    assertThat(response.exchange().head().isClosing()).isTrue();
    assertThat(response.exchange().head().fields().size()).isZero();
  }

  @Test
  void aDeclaredLengthMustBeTheBodys() {
    response.header("Content-Length", "4");

    assertThatIllegalStateException().isThrownBy(() -> response.send(bytes("hello")));
    response.send(bytes("four"));
    assertThat(exchange.told).containsExactly("200 four");
  }

  @Test
  void answersToHeadAnd304MayDeclareALengthWithoutABody() {
    exchange.method = "HEAD";
    response.header("Content-Length", "4").send();
    assertThat(exchange.told).containsExactly("200 ");

    ScriptedExchange other = new ScriptedExchange();
    other.theResponse().status(304).header("Content-Length", "4").send();
    assertThat(other.told).containsExactly("304 ");
  }

  @Test
  void aShortStreamIsAWholeBody() throws IOException {
    try (OutputStream stream = response.stream()) {
      assertThat(stream).isSameAs(response.stream());
      stream.write('h');
      stream.write(bytes("ello"));
      assertThat(exchange.told).isEmpty();
    }

    assertThat(exchange.told).containsExactly("200 hello");
  }

  @Test
  void flushingBeginsTheBody() throws IOException {
    OutputStream stream = response.stream();
    stream.write(bytes("a"));
    stream.flush();
    stream.write(bytes("b"));
    stream.close();
    stream.close();
    stream.flush();

    assertThat(exchange.told).containsExactly("begin 200 -1", "a", "b", "end");
    assertThatIOException().isThrownBy(() -> stream.write(1));
  }

  @Test
  void smallWritesAreCollectedAndLargeOnesAreNotCopied() throws IOException {
    OutputStream stream = response.stream();
    for (int count = 0; count < 10_000; count++) {
      stream.write('x');
    }
    stream.write(bytes("y".repeat(9000)));
    stream.close();

    assertThat(exchange.told)
        .containsExactly(
            "begin 200 -1", "x".repeat(8192), "x".repeat(1808), "y".repeat(9000), "end");
  }

  @Test
  void aDeclaredStreamIsHeldToItsLength() throws IOException {
    response.header("Content-Length", "5");
    OutputStream stream = response.stream();
    stream.write(bytes("hell"));
    stream.flush();

    assertThatIOException().isThrownBy(() -> stream.write(bytes("oo"))).withMessageContaining("5");
    stream.write('o');
    stream.close();
    assertThat(exchange.told).containsExactly("begin 200 5", "hell", "o", "end");
  }

  @Test
  void aStreamShorterThanDeclaredIsAborted() throws IOException {
    response.header("Content-Length", "5");
    OutputStream stream = response.stream();
    stream.write('x');

    assertThatIOException().isThrownBy(stream::close).withMessageContaining("1 of 5");
    assertThat(exchange.told).containsExactly("begin 200 5", "x", "abort");
  }

  @Test
  void streamAndSendExcludeEachOther() {
    assertThat(response.stream()).isNotNull();

    assertThatIllegalStateException().isThrownBy(() -> response.send(bytes("x")));
  }

  @Test
  void whatTheHandlerLeavesOpenIsEnded() throws IOException {
    response.status(202);
    exchange.returned();
    assertThat(exchange.told).containsExactly("202 ");

    ScriptedExchange streaming = new ScriptedExchange();
    streaming.theResponse().stream().write('x');
    streaming.returned();
    assertThat(streaming.told).containsExactly("200 x");
  }

  @Test
  void everythingRefusesToWorkBehindTheHandler() throws IOException {
    Request request = exchange.theRequest();
    Body body = request.body();
    Headers headers = request.headers();
    exchange.returned();

    assertThatIllegalStateException().isThrownBy(request::method);
    assertThatIllegalStateException().isThrownBy(request::target);
    assertThatIllegalStateException().isThrownBy(request::path);
    assertThatIllegalStateException().isThrownBy(request::query);
    assertThatIllegalStateException().isThrownBy(request::scheme);
    assertThatIllegalStateException().isThrownBy(request::authority);
    assertThatIllegalStateException().isThrownBy(request::remoteAddress);
    assertThatIllegalStateException().isThrownBy(request::localAddress);
    assertThatIllegalStateException().isThrownBy(request::headers);
    assertThatIllegalStateException().isThrownBy(request::trailers);
    assertThatIllegalStateException().isThrownBy(request::body);
    assertThatIllegalStateException().isThrownBy(() -> request.header("a"));
    assertThatIllegalStateException().isThrownBy(body::bytes);
    assertThatIllegalStateException().isThrownBy(() -> headers.first("a"));
    assertThatIllegalStateException().isThrownBy(() -> response.status(200));
    assertThatIllegalStateException().isThrownBy(() -> response.send());
    assertThatIllegalStateException().isThrownBy(() -> response.header("a"));
    assertThatIllegalStateException().isThrownBy(() -> response.trailer("a", "b"));
    assertThatIllegalStateException().isThrownBy(response::stream);
    assertThatIllegalStateException().isThrownBy(response::abort);
  }

  @Test
  void anErrorStartsTheResponseAnew() throws IOException {
    response.status(201).header("A", "b").trailer("C", "d").stream().write('x');

    exchange.startAnew();
    response.status(500).send(bytes("error"));

    assertThat(exchange.told).containsExactly("500 error");
    assertThat(response.header("A")).isNull();
    assertThatIllegalStateException().isThrownBy(exchange::startAnew);
  }

  @Test
  void trailersThatFrameOrRouteAreRefused() {
    for (String name :
        List.of("Content-Length", "Transfer-Encoding", "Host", "Set-Cookie", "Trailer", "TE")) {
      assertThatIllegalArgumentException().isThrownBy(() -> response.trailer(name, "x"));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> response.trailer("Sum", "a\nb"));
    response.trailer("Server-Timing", "x").trailer("Sum", "1");
    assertThat(response.exchange().head().trailers().size()).isEqualTo(2);
  }

  /// The protocol may be reading them, on another thread.
  @Test
  void nothingComesBehindABodyThatHasEnded() throws IOException {
    response.trailer("Sum", "1").send(bytes("x"));

    assertThatIllegalStateException().isThrownBy(() -> response.trailer("Late", "2"));
    assertThat(response.exchange().head().trailers().size()).isEqualTo(1);
  }

  @Test
  void trailersMayComeUntilAStreamIsClosed() throws IOException {
    OutputStream stream = response.stream();
    stream.write('x');
    stream.flush();
    response.trailer("Sum", "1");
    stream.close();

    assertThatIllegalStateException().isThrownBy(() -> response.trailer("Late", "2"));
  }

  @Test
  void aLengthThatComesAtTheLastMomentIsRefused() {
    response.beforeHead(() -> response.header("Content-Length", "1"));

    assertThatIllegalStateException()
        .isThrownBy(() -> response.send(bytes("whole")))
        .withMessageContaining("beforeHead");

    assertThat(exchange.told).isEmpty();
    exchange.startAnew();
    response.send(bytes("whole"));
    assertThat(exchange.told).containsExactly("200 whole");
  }

  @Test
  void earlyHintsAreLinks() {
    response.earlyHints("</a>; rel=preload");

    assertThat(exchange.told).containsExactly("103 </a>; rel=preload");
    assertThat(response.committed()).isFalse();
  }

  @Test
  void whatIsPromisedIsToldTheProtocol() {
    assertThat(response.push("/a?b=%20", "Accept", "x", "X-More", "1")).isTrue();

    assertThat(exchange.told).containsExactly("push /a?b=%20 2");
    assertThat(response.committed()).isFalse();
  }

  @Test
  void onlyPathsArePromised() {
    for (String target :
        List.of(
            "",
            "a",
            "*",
            "http://a/",
            "/a b",
            "/a\r\n",
            "/\u0000",
            "/\u00e4",
            "/#a",
            "/%4",
            "/%x4")) {
      assertThatIllegalArgumentException().as(target).isThrownBy(() -> response.push(target));
    }
    String longest = "/".repeat(8192);
    assertThat(response.push(longest)).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> response.push(longest + "/"));
  }

  @Test
  void onlyFieldsOfAGetArePromised() {
    for (String name :
        List.of(
            "Host", "Content-Length", "Transfer-Encoding", "TE", "Expect", ":path", "a b", "")) {
      assertThatIllegalArgumentException().as(name).isThrownBy(() -> response.push("/", name, "1"));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> response.push("/", "a", "b\nc"));
    assertThatIllegalArgumentException().isThrownBy(() -> response.push("/", "a"));
    assertThat(exchange.told).isEmpty();
  }

  @Test
  void requestsTellWhatTheProtocolKnows() {
    exchange.fields.add("Accept", "x");
    Request request = exchange.theRequest();

    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.target()).isEqualTo("/p?q");
    assertThat(request.path()).isEqualTo("/p");
    assertThat(request.query()).isEqualTo("q");
    assertThat(request.scheme()).isEqualTo("http");
    assertThat(request.authority()).isEqualTo("a:1");
    assertThat(request.header("accept")).isEqualTo("x");
    assertThat(request.header("cookie")).isNull();
    assertThat(request.headers().size()).isEqualTo(1);
    assertThat(request.trailers().size()).isEqualTo(1);
  }
}
