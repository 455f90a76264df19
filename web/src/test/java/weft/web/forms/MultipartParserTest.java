package weft.web.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.web.forms.ParserPlay.events;
import static weft.web.forms.ParserPlay.play;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The grammar of RFC 2046 §5.1.1 and RFC 7578.
class MultipartParserTest {
  private static final String HEAD = "Content-Disposition: form-data; name=\"n\"\r\n";

  private static final String WHOLE =
      "\r\npreamble\r\n--b \t\r\n"
          + HEAD
          + "\r\nfirst\r\n--\r\n-\r\n--a\r\r\n--b\r\nX-Empty:\r\n"
          + HEAD
          + "\r\n\r\n--b\r\n"
          + HEAD
          + "\r\n--b--\r\nepilogue\r\n--b\r\n";

  private static final String WHOLE_EVENTS =
      events(
          "PART n",
          "first\r\n--\r\n-\r\n--a\r",
          "PART_END",
          "PART n",
          "PART_END",
          "PART n",
          "PART_END",
          "END");

  private static String part(String head) {
    return "--b\r\n" + head + "\r\nx\r\n--b--";
  }

  @Test
  void partsArePlayedWithTheirContent() {
    assertThat(play(WHOLE)).isEqualTo(WHOLE_EVENTS);
  }

  @Test
  void howBytesComeMakesNoDifference() {
    for (int length = 1; length < WHOLE.length(); length++) {
      assertThat(play(WHOLE, MultipartLimits.DEFAULTS, length)).isEqualTo(WHOLE_EVENTS);
    }
  }

  @Test
  void everyTruncationIsNamed() {
    int end = WHOLE.indexOf("--b--") + 5;
    for (int length = 0; length < WHOLE.length(); length++) {
      String said = play(WHOLE.substring(0, length));
      assertThat(said.endsWith("TRUNCATED")).as(length + ": " + said).isEqualTo(length < end);
    }
  }

  @Test
  void everyCorruptionEndsInEventsOrANamedFault() {
    for (int index = 0; index < WHOLE.length(); index++) {
      for (char c : new char[] {0, '\r', '\n', '-', 'b', '"', '\\', 0xff}) {
        String broken = WHOLE.substring(0, index) + c + WHOLE.substring(index + 1);
        String said = play(broken);
        assertThat(said).isEqualTo(play(broken, MultipartLimits.DEFAULTS, 1));
        assertThat(said).matches("(?s).*(END|TRUNCATED|[A-Z_]+)");
      }
    }
  }

  @Test
  void aFormMayHaveNoParts() {
    assertThat(play("--b--")).isEqualTo("END");
    assertThat(play("--b--\r\n")).isEqualTo("END");
  }

  /// "Boundary delimiters must not appear within the encapsulated material."
  @ParameterizedTest
  @ValueSource(strings = {"--bc\r\n", "--b-\r\n", "--b x\r\n", "--b\n", "--b --", "x\r\n--bb"})
  void aBoundaryIsFollowedByALineBreakOrTwoHyphens(String body) {
    assertThat(play(body + "    ")).isEqualTo("DELIMITER");
  }

  @Test
  void endlessBlanksBehindABoundaryAreRefused() {
    assertThat(play("--b" + " ".repeat(128) + "\r\n")).isEqualTo("TRUNCATED");
    assertThat(play("--b" + " ".repeat(129))).isEqualTo("DELIMITER");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          no colon,                                   HEADER
          ': no name',                                HEADER
          'na me: x',                                 HEADER
          ' folded: x',                               HEADER
          'name : x',                                 HEADER
          'X: \0',                                    HEADER
          'X: \u007f',                                HEADER
          'X: \n',                                    HEADER
          'X: \r',                                    HEADER
          'X: \u00ff',                                TEXT
          'X: y',                                     DISPOSITION
          'Content-Disposition: attachment; name=n',  DISPOSITION
          'Content-Disposition: form-data',           DISPOSITION
          'Content-Disposition: form-data; name',     DISPOSITION
          'Content-Disposition: form-data; name=',    DISPOSITION
          'Content-Disposition: form-data; name="n',  DISPOSITION
          'Content-Disposition: form-data; name="n"x', DISPOSITION
          'Content-Disposition: form-data;; name=n',  DISPOSITION
          'Content-Disposition: form-data; name=n; name=m', DISPOSITION
          'Content-Disposition: form-data; filename=n', DISPOSITION
          """)
  void aBrokenHeadIsNamed(String line, String fault) {
    assertThat(play(part(line + "\r\n"))).isEqualTo(fault);
  }

  @Test
  void twoDispositionsAreRefused() {
    assertThat(play(part(HEAD + HEAD))).isEqualTo("DISPOSITION");
  }

  @Test
  void aPartWithoutHeadIsRefused() {
    assertThat(play("--b\r\n\r\nx\r\n--b--")).isEqualTo("DISPOSITION");
    assertThat(play("--b\r\n--b--")).isEqualTo("TRUNCATED");
    assertThat(play("--b\r\n--b--\r\n")).isEqualTo("HEADER");
  }

  @ParameterizedTest
  @CsvSource({
    "binary, x",
    "8BIT, x",
    "7bit, x",
    "base64, fault",
    "quoted-printable, fault",
    "'', fault"
  })
  void onlyTransferEncodingsThatChangeNothingAreTaken(String encoding, String result) {
    String said = play(part(HEAD + "Content-Transfer-Encoding: " + encoding + "\r\n"));

    assertThat(said)
        .isEqualTo(
            result.equals("fault")
                ? "TRANSFER_ENCODING"
                : events("PART n", "x", "PART_END", "END"));
  }

  @Test
  void partsAreLimited() {
    String two = "--b\r\n" + HEAD + "\r\nx\r\n" + part(HEAD);

    assertThat(play(two, MultipartLimits.DEFAULTS.withPartsMax(2), 9)).endsWith("END");
    assertThat(play(two, MultipartLimits.DEFAULTS.withPartsMax(1), 9))
        .isEqualTo(events("PART n", "x", "PART_END", "PARTS"));
  }

  @Test
  void fieldsOfAHeadAreLimited() {
    MultipartLimits limits = MultipartLimits.DEFAULTS.withHeadersMax(3);

    assertThat(play(part("A:\r\nB:\r\n" + HEAD), limits, 9)).endsWith("END");
    assertThat(play(part("A:\r\nB:\r\nC:\r\n" + HEAD), limits, 9)).isEqualTo("HEADERS");
  }

  @Test
  void bytesOfAHeadAreLimited() {
    MultipartLimits limits = MultipartLimits.DEFAULTS.withHeaderBytesMax(200);
    String longest = "X: " + "x".repeat(200 - 6 - HEAD.length() - 1) + "\r\n";

    assertThat(play(part(longest + HEAD), limits, 7)).endsWith("END");
    assertThat(play(part("x" + longest + HEAD), limits, 7)).isEqualTo("HEADER_BYTES");
    assertThat(play("--b\r\n" + "x".repeat(300), limits, 7)).isEqualTo("HEADER_BYTES");
  }

  @Test
  void bytesOfAPartAreLimitedAlsoWhenNobodyReadsIt() {
    MultipartLimits limits = MultipartLimits.DEFAULTS.withPartBytesMax(1);

    assertThat(play(part(HEAD), limits, 100)).endsWith("END");
    assertThat(play("--b\r\n" + HEAD + "\r\nxx\r\n--b--", limits, 100)).endsWith("PART_BYTES");
  }
}
