package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Heads of responses that RFC 9113 §8.2 and §8.3 call malformed, each with its name. "Clients MUST
/// NOT accept a malformed response." https://www.rfc-editor.org/rfc/rfc9113#section-8.1.1
class MalformedResponseTest {
  private static Arguments head(Http2Fault fault, String... fields) {
    return Arguments.of(fault, List.of(fields));
  }

  private static Arguments with(Http2Fault fault, String name, String value) {
    return head(fault, ":status", "200", name, value);
  }

  static Stream<Arguments> heads() {
    return Stream.of(
        head(Http2Fault.MISSING_PSEUDO_FIELD),
        head(Http2Fault.MISSING_PSEUDO_FIELD, "x", "y"),
        head(Http2Fault.BAD_STATUS, ":status", ""),
        head(Http2Fault.BAD_STATUS, ":status", "20"),
        head(Http2Fault.BAD_STATUS, ":status", "2000"),
        head(Http2Fault.BAD_STATUS, ":status", "2x0"),
        head(Http2Fault.BAD_STATUS, ":status", "099"),
        head(Http2Fault.BAD_STATUS, ":status", "000"),
        head(Http2Fault.BAD_STATUS, ":status", "+20"),
        head(Http2Fault.BAD_STATUS, ":status", "101"),
        head(Http2Fault.DUPLICATE_PSEUDO_FIELD, ":status", "200", ":status", "200"),
        head(Http2Fault.LATE_PSEUDO_FIELD, "x", "y", ":status", "200"),
        with(Http2Fault.UNKNOWN_PSEUDO_FIELD, ":method", "GET"),
        with(Http2Fault.UNKNOWN_PSEUDO_FIELD, ":path", "/"),
        with(Http2Fault.UNKNOWN_PSEUDO_FIELD, ":colour", "blue"),
        with(Http2Fault.BAD_FIELD_NAME, "Server", "x"),
        with(Http2Fault.BAD_FIELD_NAME, "x y", "1"),
        with(Http2Fault.BAD_FIELD_NAME, "", "1"),
        with(Http2Fault.BAD_FIELD_VALUE, "x", "a\r\nb: c"),
        with(Http2Fault.BAD_FIELD_VALUE, "x", "a\0b"),
        with(Http2Fault.BAD_FIELD_VALUE, "x", " a"),
        with(Http2Fault.CONNECTION_FIELD, "connection", "close"),
        with(Http2Fault.CONNECTION_FIELD, "keep-alive", "timeout=5"),
        with(Http2Fault.CONNECTION_FIELD, "proxy-connection", "close"),
        with(Http2Fault.CONNECTION_FIELD, "transfer-encoding", "chunked"),
        with(Http2Fault.CONNECTION_FIELD, "upgrade", "h2c"),
        with(Http2Fault.CONNECTION_FIELD, "te", "trailers"),
        with(Http2Fault.BAD_CONTENT_LENGTH, "content-length", "-1"),
        with(Http2Fault.BAD_CONTENT_LENGTH, "content-length", ""),
        with(Http2Fault.BAD_CONTENT_LENGTH, "content-length", "1234567890123456789"),
        head(
            Http2Fault.BAD_CONTENT_LENGTH,
            ":status",
            "200",
            "content-length",
            "0",
            "content-length",
            "0"),
        with(Http2Fault.LENGTH_MISMATCH, "content-length", "1"));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void aMalformedHeadIsAStreamErrorWithAName(Http2Fault fault, List<String> fields) {
    CallLink link = new CallLink().begun();
    TestCall call = link.get();
    TestCall other = link.get();
    link.takeLines();

    link.server.headers(1, true, fields.toArray(String[]::new));
    link.send();

    assertThat(call.told).containsExactly("PROTOCOL " + fault.name().toLowerCase(Locale.ROOT));
    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
    assertThat(link.faults(fault)).isOne();
    assertThat(link.machine.available()).isEqualTo(127);
    link.answer(3);
    assertThat(other.told).containsExactly("200");
    link.close();
  }

  private static TestCall answered(CallLink link, String... fields) {
    TestCall call = link.get();
    link.server.headers(1, false, fields);
    link.send().takeLines();
    return call;
  }

  /// What frames of a body say, and whether that is a response.
  static Stream<Arguments> bodies() {
    return Stream.of(
        Arguments.of(Http2Fault.LENGTH_MISMATCH, script().data(1, true, "ab")),
        Arguments.of(Http2Fault.LENGTH_MISMATCH, script().data(1, false, "abcd")),
        Arguments.of(Http2Fault.LENGTH_MISMATCH, script().headers(1, true, "x", "y")),
        Arguments.of(
            Http2Fault.TRAILERS_WITHOUT_END,
            script().data(1, false, "abc").headers(1, false, "x", "y")),
        Arguments.of(
            Http2Fault.PSEUDO_FIELD_IN_TRAILERS,
            script().data(1, false, "abc").headers(1, true, ":status", "200")),
        Arguments.of(
            Http2Fault.CONNECTION_FIELD,
            script().data(1, false, "abc").headers(1, true, "connection", "close")),
        Arguments.of(Http2Fault.ZERO_WINDOW_UPDATE, script().windowUpdate(1, 0)));
  }

  private static FrameScript script() {
    return new FrameScript();
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void aMalformedBodyIsAStreamErrorWithAName(Http2Fault fault, FrameScript script) {
    CallLink link = new CallLink().begun();
    TestCall call = answered(link, ":status", "200", "content-length", "3");

    link.receive(script.take());

    assertThat(call.told).last().isEqualTo("PROTOCOL " + fault.name().toLowerCase(Locale.ROOT));
    assertThat(call.read()).isEqualTo("[gone]");
    assertThat(link.takeLines()).contains("RST_STREAM 1 PROTOCOL_ERROR");
    link.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"204", "304"})
  void dataBehindAHeadWithoutBodyIsMalformed(String status) {
    CallLink link = new CallLink().begun();
    TestCall call = answered(link, ":status", status);

    link.server.data(1, true, "x");
    link.send();

    assertThat(call.told).containsExactly(status, "PROTOCOL length_mismatch");
    link.close();
  }

  @Test
  void dataBeforeTheHeadIsMalformed() {
    CallLink link = new CallLink().begun();
    TestCall call = link.get();
    link.server.headers(1, false, ":status", "100").data(1, true, "");
    link.send();

    assertThat(call.told).containsExactly("100", "PROTOCOL data_before_head");
    link.close();
  }

  @Test
  void interimResponsesEndNothingAndAreFew() {
    CallLink link = new CallLink().begun();
    TestCall ended = link.get();
    TestCall many = link.get();
    link.server.headers(1, true, ":status", "103");
    for (int count = 0; count <= Responses.INTERIMS_MAX; count++) {
      link.server.headers(3, false, ":status", "102");
    }
    link.send();

    assertThat(ended.told).containsExactly("PROTOCOL ended_interim");
    assertThat(many.told).hasSize(33).last().isEqualTo("PROTOCOL interim_flood");
    assertThat(link.takeLines()).contains("RST_STREAM 3 ENHANCE_YOUR_CALM");
    link.close();
  }

  @Test
  void fieldsHaveABound() {
    CallLink link = new CallLink().begun();
    TestCall large = link.get();
    TestCall many = link.get();
    String[] fields = new String[2 + 2 * 101];
    fields[0] = ":status";
    fields[1] = "200";
    for (int index = 2; index < fields.length; index += 2) {
      fields[index] = "x";
      fields[index + 1] = "y";
    }
    String[] wide = {":status", "200", "x", "y".repeat(10_000), "z", "w".repeat(10_000)};
    link.server.blockInPieces(1, true, link.server.encode(wide), 8000).headers(3, true, fields);
    link.send();

    assertThat(large.told).containsExactly("TOO_LARGE headers_too_large");
    assertThat(many.told).containsExactly("TOO_LARGE headers_too_large");
    assertThat(link.isOver()).isFalse();
    link.close();
  }
}
