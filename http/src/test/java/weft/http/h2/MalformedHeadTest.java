package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Heads of requests that RFC 9113 §8.2 and §8.3 call malformed, each with its name. "Malformed
/// requests or responses that are detected MUST be treated as a stream error of type
/// PROTOCOL_ERROR." https://www.rfc-editor.org/rfc/rfc9113#section-8.1.1
class MalformedHeadTest {
  private static final List<String> USUAL =
      List.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a");

  private static Arguments with(Http2Fault fault, String... more) {
    List<String> fields = new ArrayList<>(USUAL);
    fields.addAll(List.of(more));
    return Arguments.of(fault, fields);
  }

  private static Arguments only(Http2Fault fault, String... fields) {
    return Arguments.of(fault, List.of(fields));
  }

  static Stream<Arguments> heads() {
    return Stream.of(
        with(Http2Fault.BAD_FIELD_NAME, "Accept", "*/*"),
        with(Http2Fault.BAD_FIELD_NAME, "x-Mixed", "1"),
        with(Http2Fault.BAD_FIELD_NAME, "x y", "1"),
        with(Http2Fault.BAD_FIELD_NAME, "x:y", "1"),
        with(Http2Fault.BAD_FIELD_NAME, "x(y", "1"),
        with(Http2Fault.BAD_FIELD_NAME, "Host", "a"),
        with(Http2Fault.BAD_FIELD_NAME, "", "1"),
        with(Http2Fault.BAD_FIELD_NAME, "x\0", "1"),
        with(Http2Fault.BAD_FIELD_NAME, "x\r\n", "1"),
        with(Http2Fault.BAD_FIELD_VALUE, "x", "a\r\nb: c"),
        with(Http2Fault.BAD_FIELD_VALUE, "x", "a\nb"),
        with(Http2Fault.BAD_FIELD_VALUE, "x", "a\rb"),
        with(Http2Fault.BAD_FIELD_VALUE, "x", "a\0b"),
        with(Http2Fault.BAD_FIELD_VALUE, "x", " a"),
        with(Http2Fault.BAD_FIELD_VALUE, "x", "\ta"),
        with(Http2Fault.BAD_FIELD_VALUE, "x", "a\t"),
        with(Http2Fault.BAD_FIELD_VALUE, "accept", "\u007f"),
        with(Http2Fault.CONNECTION_FIELD, "connection", "close"),
        with(Http2Fault.CONNECTION_FIELD, "proxy-connection", "close"),
        with(Http2Fault.CONNECTION_FIELD, "keep-alive", "timeout=5"),
        with(Http2Fault.CONNECTION_FIELD, "transfer-encoding", "chunked"),
        with(Http2Fault.CONNECTION_FIELD, "upgrade", "h2c"),
        with(Http2Fault.CONNECTION_FIELD, "te", "gzip"),
        with(Http2Fault.UNKNOWN_PSEUDO_FIELD, ":status", "200"),
        only(Http2Fault.UNKNOWN_PSEUDO_FIELD, ":colour", "blue"),
        with(Http2Fault.UNKNOWN_PSEUDO_FIELD, ":colour", "blue"),
        with(Http2Fault.DUPLICATE_PSEUDO_FIELD, ":path", "/"),
        with(Http2Fault.DUPLICATE_PSEUDO_FIELD, ":method", "GET"),
        with(Http2Fault.LATE_PSEUDO_FIELD, "accept", "*/*", ":protocol", "websocket"),
        only(
            Http2Fault.LATE_PSEUDO_FIELD,
            ":method",
            "GET",
            ":scheme",
            "http",
            "x",
            "y",
            ":path",
            "/"),
        only(Http2Fault.MISSING_PSEUDO_FIELD, ":scheme", "http", ":path", "/"),
        only(Http2Fault.MISSING_PSEUDO_FIELD, ":method", "GET", ":path", "/"),
        only(Http2Fault.MISSING_PSEUDO_FIELD, ":method", "GET", ":scheme", "http"),
        only(Http2Fault.BAD_METHOD, ":method", "", ":scheme", "http", ":path", "/"),
        only(Http2Fault.BAD_METHOD, ":method", "GE T", ":scheme", "http", ":path", "/"),
        only(Http2Fault.BAD_METHOD, ":method", "G(T", ":scheme", "http", ":path", "/"),
        only(Http2Fault.BAD_SCHEME, ":method", "GET", ":scheme", "gopher", ":path", "/"),
        only(Http2Fault.BAD_PATH, ":method", "GET", ":scheme", "http", ":path", ""),
        only(Http2Fault.BAD_PATH, ":method", "GET", ":scheme", "http", ":path", "a"),
        only(Http2Fault.BAD_PATH, ":method", "GET", ":scheme", "http", ":path", "*"),
        only(Http2Fault.BAD_PATH, ":method", "GET", ":scheme", "http", ":path", "http://a/"),
        only(Http2Fault.BAD_PATH, ":method", "GET", ":scheme", "http", ":path", "/#a"),
        only(Http2Fault.BAD_PATH, ":method", "GET", ":scheme", "http", ":path", "/a b"),
        with(Http2Fault.BAD_AUTHORITY, "host", "b"),
        with(Http2Fault.BAD_AUTHORITY, "host", "a", "host", "a"),
        only(
            Http2Fault.BAD_AUTHORITY,
            ":method",
            "GET",
            ":scheme",
            "http",
            ":path",
            "/",
            "host",
            "a",
            "host",
            "a"),
        only(
            Http2Fault.BAD_AUTHORITY,
            ":method",
            "GET",
            ":scheme",
            "http",
            ":path",
            "/",
            ":authority",
            "me@a"),
        only(Http2Fault.BAD_CONNECT, ":method", "CONNECT"),
        only(
            Http2Fault.BAD_CONNECT,
            ":method",
            "CONNECT",
            ":scheme",
            "http",
            ":path",
            "/",
            ":authority",
            "a"),
        only(Http2Fault.BAD_CONNECT, ":method", "CONNECT", ":authority", "a:1", ":path", "/"),
        with(Http2Fault.UNKNOWN_PSEUDO_FIELD, ":protocol", "websocket"),
        with(Http2Fault.BAD_CONTENT_LENGTH, "content-length", "-1"),
        with(Http2Fault.BAD_CONTENT_LENGTH, "content-length", "1x"),
        with(Http2Fault.BAD_CONTENT_LENGTH, "content-length", ""),
        with(Http2Fault.BAD_CONTENT_LENGTH, "content-length", "1", "content-length", "1"),
        with(Http2Fault.BAD_CONTENT_LENGTH, "content-length", "0", "content-length", "0"),
        with(Http2Fault.BAD_CONTENT_LENGTH, "content-length", "1234567890123456789"),
        with(Http2Fault.LENGTH_MISMATCH, "content-length", "1"));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void aMalformedHeadIsAStreamErrorWithAName(Http2Fault fault, List<String> fields) {
    MachineLink link = new MachineLink(MachineLink::hold).begun();

    link.client.headers(1, true, fields.toArray(String[]::new)).get(3, "/");
    link.send();

    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
    assertThat(link.faults(fault)).isOne();
    assertThat(link.open)
        .as("the connection goes on")
        .extracting(StreamExchange::id)
        .containsExactly(3);
    link.close();
  }

  static Stream<Arguments> trailers() {
    return Stream.of(
        only(Http2Fault.PSEUDO_FIELD_IN_TRAILERS, ":path", "/"),
        only(Http2Fault.BAD_FIELD_NAME, "X-Upper", "y"),
        only(Http2Fault.CONNECTION_FIELD, "connection", "close"));
  }

  @ParameterizedTest
  @MethodSource("trailers")
  void malformedTrailersAreAStreamErrorWithAName(Http2Fault fault, List<String> fields) {
    MachineLink link = new MachineLink(MachineLink::hold).begun();

    link.client.post(1, "/").headers(1, true, fields.toArray(String[]::new));
    link.send();

    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
    assertThat(link.faults(fault)).isOne();
    assertThat(link.open.getFirst().gone).isOne();
    link.close();
  }

  @Test
  void hostStandsInForAnAuthorityThatIsMissing() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();

    link.client.headers(
        1, true, ":method", "GET", ":scheme", "http", ":path", "/", "host", "a.example:80");
    link.send();

    assertThat(link.open.getFirst().stream.authority()).isEqualTo("a.example:80");
    link.close();
  }

  @Test
  void theSameHostTwiceIsNoFault() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();

    link.client.request(1, true, "GET", "/", "host", "EXAMPLE.com", "te", "trailers");
    link.send();

    assertThat(link.open.getFirst().stream.authority()).isEqualTo("example.com");
    link.open.getFirst().answer("");
    link.close();
  }

  /// "If there are multiple Cookie header fields after decompression, these MUST be concatenated".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.2.3
  @Test
  void cookiesAreOneField() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();

    link.client.request(1, true, "GET", "/", "cookie", "a=1", "x", "y", "cookie", "b=2");
    link.send();

    StreamExchange exchange = link.open.getFirst();
    assertThat(exchange.theRequest().headers().all("cookie")).containsExactly("a=1; b=2");
    assertThat(exchange.theRequest().header("x")).isEqualTo("y");
    exchange.answer("");
    link.close();
  }
}
