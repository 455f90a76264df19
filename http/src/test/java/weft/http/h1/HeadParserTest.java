package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.http.FieldTable;
import weft.http.HttpLimits;
import weft.http.protocol.Methods;
import weft.http.protocol.NativeText;

/// Request heads: RFC 9112 §2 to §5.
class HeadParserTest {
  private static final String BROWSER =
      String.join(
          "\r\n",
          "GET /search?q=weft HTTP/1.1",
          "Host: www.example.com:8080",
          "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
          "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
          "Accept-Language: en-US,en;q=0.5",
          "Accept-Encoding: gzip, deflate, br, zstd",
          "X-Custom:\t value with\ttab and \u00fcmlaut  \t",
          "Empty:",
          "Connection: keep-alive",
          "Upgrade-Insecure-Requests: 1",
          "Access-Control-Allow-Credentials: 32 bytes long",
          "Priority: u=0, i",
          "",
          "");

  private final FieldTable fields = new FieldTable();
  private final HeadParser parser = new HeadParser(HttpLimits.DEFAULTS, fields);

  /// The valid heads that splits, truncations and corruptions start from.
  static List<String> validHeads() {
    return List.of(
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "\r\nPOST /a/b HTTP/1.1\r\nhOST:a\r\ncontent-length:5\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost:\r\nTE: trailers\r\n\r\n",
        "M-SEARCH /x HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: chunked\r\n\r\n",
        BROWSER);
  }

  private int parse(String text) {
    parser.start();
    long address = NativeText.of(text);
    int result = parser.parse(address, text.length());
    fields.setBase(address);
    return result;
  }

  private List<String> shown() {
    List<String> lines = new ArrayList<>();
    for (int index = 0; index < fields.size(); index++) {
      lines.add(fields.name(index) + "=" + fields.value(index));
    }
    return lines;
  }

  @Test
  void requestLineAndFieldsBecomeSlices() {
    assertThat(parse(BROWSER)).isEqualTo(BROWSER.length());

    assertThat(parser.methodId()).isEqualTo(Methods.GET);
    assertThat(BROWSER.substring(parser.targetOffset())).startsWith("/search?q=weft HTTP");
    assertThat(parser.targetLength()).isEqualTo("/search?q=weft".length());
    assertThat(parser.minorVersion()).isEqualTo(1);
    assertThat(shown())
        .contains(
            "host=www.example.com:8080",
            "x-custom=value with\ttab and \u00fcmlaut",
            "empty=",
            "upgrade-insecure-requests=1",
            "access-control-allow-credentials=32 bytes long",
            "priority=u=0, i")
        .hasSize(11);
  }

  @Test
  void bytesBehindTheHeadAreLeftAlone() {
    String head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    assertThat(parse(head + "GET /next HTTP/1.1\r\n")).isEqualTo(head.length());
  }

  @Test
  void oneEmptyLineBeforeTheRequestLineIsSkipped() {
    String text = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";

    assertThat(parse(text)).isEqualTo(text.length());
    assertThat(parser.methodOffset()).isEqualTo(2);
  }

  @Test
  void anyTokenIsAMethod() {
    for (String method : List.of("HEAD", "PUT", "get", "M-SEARCH", "!#$%&'*+-.^_`|~", "POSTS")) {
      assertThat(parse(method + " / HTTP/1.1\r\nHost: a\r\n\r\n")).as(method).isPositive();
      assertThat(parser.methodLength()).isEqualTo(method.length());
    }
    assertThat(parser.methodId()).isEqualTo(Methods.UNKNOWN);
  }

  /// "…process the message as if it were in the highest minor version within that major version to
  /// which the recipient is conformant." https://www.rfc-editor.org/rfc/rfc9110#section-2.5
  @Test
  void aHigherMinorVersionIsTakenAs11() {
    assertThat(parse("GET / HTTP/1.7\r\nHost: a\r\n\r\n")).isPositive();
    assertThat(parser.minorVersion()).isEqualTo(1);
    assertThat(parse("GET / HTTP/1.0\r\n\r\n")).isPositive();
    assertThat(parser.minorVersion()).isZero();
  }

  @Test
  void everyTruncationNeedsMore() {
    for (String head : validHeads()) {
      for (int length = 1; length < head.length(); length++) {
        assertThat(parse(head.substring(0, length)))
            .as("%s bytes of %s", length, head)
            .isEqualTo(HeadParser.NEED_MORE);
      }
    }
  }

  @Test
  void everySplitGivesTheSameHead() {
    for (String head : validHeads()) {
      parse(head);
      List<String> expected = shown();
      for (int split = 1; split < head.length(); split++) {
        parser.start();
        long first = NativeText.of(head.substring(0, split));
        assertThat(parser.parse(first, split)).isEqualTo(HeadParser.NEED_MORE);
        long whole = NativeText.of(head);
        assertThat(parser.parse(whole, head.length())).isEqualTo(head.length());
        fields.setBase(whole);
        assertThat(shown()).isEqualTo(expected);
      }
    }
  }

  @Test
  void aHeadMayComeByteByByte() {
    for (String head : validHeads()) {
      parse(head);
      List<String> expected = shown();
      parser.start();
      for (int length = 1; length <= head.length(); length++) {
        long address = NativeText.of(head.substring(0, length));
        int result = parser.parse(address, length);
        assertThat(result).isEqualTo(length < head.length() ? 0 : head.length());
        fields.setBase(address);
      }
      assertThat(shown()).isEqualTo(expected);
    }
  }

  @Test
  void everyCorruptionEndsInAnAnswer() {
    for (String head : validHeads()) {
      for (int at = 0; at < head.length(); at++) {
        for (int value = 0; value < 256; value++) {
          String corrupt = head.substring(0, at) + (char) value + head.substring(at + 1);
          int colons = parseBefore(corrupt, (byte) ':');
          int lines = parseBefore(corrupt, (byte) '\n');
          assertThat(colons)
              .as("what stands behind the bytes does not matter")
              .isEqualTo(lines)
              .isBetween(HeadParser.FAILED, corrupt.length());
        }
      }
    }
  }

  private int parseBefore(String text, byte behind) {
    parser.start();
    int result = parser.parse(NativeText.of(text, behind), text.length());
    assertThat(result == HeadParser.FAILED).isEqualTo(parser.fault() != null);
    return result;
  }

  static List<MalformedRequest> malformed() {
    return MalformedRequest.all();
  }

  /// Targets and hosts are judged later, see the tests of their own.
  @ParameterizedTest
  @MethodSource("malformed")
  void malformedHeadsAreRefusedByName(MalformedRequest request) {
    int result = parse(request.text());

    switch (request.fault()) {
      case NO_TUNNELS, BAD_HOST -> {}
      case BAD_TARGET -> assertThat(parser.fault()).isIn(null, Http1Fault.BAD_TARGET);
      default -> {
        assertThat(parser.fault()).isEqualTo(request.fault());
        assertThat(result).isEqualTo(HeadParser.FAILED);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedHeadsAreRefusedByteByByteToo(MalformedRequest request) {
    parser.start();
    int result = 0;
    for (int length = 1; length <= request.text().length() && result == 0; length++) {
      result = parser.parse(NativeText.of(request.text().substring(0, length)), length);
    }

    if (parse(request.text()) == HeadParser.FAILED) {
      assertThat(result).isEqualTo(HeadParser.FAILED);
    }
  }

  @Test
  void limitsAreThoseOfTheOptions() {
    HeadParser small =
        new HeadParser(
            HttpLimits.DEFAULTS
                .withRequestLineBytesMax(64)
                .withHeadBytesMax(256)
                .withFieldCountMax(2),
            fields);
    String line = "GET /" + "a".repeat(64 - 16) + " HTTP/1.1\r\n";
    assertThat(line).hasSize(64);

    String fitting = line + "Host: a\r\nB: c\r\n\r\n";
    assertThat(small.parse(NativeText.of(fitting), fitting.length())).isEqualTo(fitting.length());
    small.start();
    String longer = "GET /a" + line.substring(5);
    assertThat(small.parse(NativeText.of(longer), longer.length())).isEqualTo(-1);
    assertThat(small.fault()).isEqualTo(Http1Fault.REQUEST_LINE_TOO_LONG);
    small.start();
    String three = "GET / HTTP/1.1\r\nHost: a\r\nB: c\r\nD: e\r\n\r\n";
    assertThat(small.parse(NativeText.of(three), three.length())).isEqualTo(-1);
    assertThat(small.fault()).isEqualTo(Http1Fault.TOO_MANY_FIELDS);
    small.start();
    String large = "GET / HTTP/1.1\r\nHost: " + "a".repeat(231) + "\r\n\r\n";
    assertThat(large.length()).isGreaterThan(256);
    assertThat(small.parse(NativeText.of(large), large.length())).isEqualTo(-1);
    assertThat(small.fault()).isEqualTo(Http1Fault.HEAD_TOO_LARGE);
  }
}
