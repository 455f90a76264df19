package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import weft.http.Hsts;
import weft.http.HstsTest;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;

/// Where Strict-Transport-Security stands in what a server sends.
class HstsLineTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final HttpOptions OPTIONS = HstsTest.overTls(Hsts.of(Duration.ofDays(1)));
  private static final String LINE = "\r\nStrict-Transport-Security: max-age=86400\r\n";

  private static String answer(HttpOptions options, String request, RecordingLink.Script script) {
    RecordingLink link = new RecordingLink(options, script);
    link.receive(request).flush();
    String answer = link.taken();
    link.close();
    return answer;
  }

  /// "an HSTS Host SHOULD include in its response message an STS header field" ([RFC 6797
  /// §7.1](https://www.rfc-editor.org/rfc/rfc6797#section-7.1)).
  @Test
  void everyResponseOverTlsHasIt() {
    assertThat(
            answer(OPTIONS, GET, (link, request) -> link.responder.take(link, request).answer("")))
        .startsWith("HTTP/1.1 200 ")
        .containsOnlyOnce(LINE);
    assertThat(
            answer(
                OPTIONS,
                GET,
                (link, request) -> {
                  link.responder.take(link, request).theResponse().status(404);
                  link.responder.answer("");
                }))
        .startsWith("HTTP/1.1 404 ")
        .containsOnlyOnce(LINE);
  }

  @Test
  void whatIsRefusedWithoutAHandlerHasItToo() {
    assertThat(answer(OPTIONS, "GET / HTTP/1.1\r\n\r\n", (link, request) -> {}))
        .startsWith("HTTP/1.1 400 ")
        .containsOnlyOnce(LINE);
  }

  @Test
  void thatOfAHandlerWins() {
    String answer =
        answer(
            OPTIONS,
            GET,
            (link, request) -> {
              link.responder
                  .take(link, request)
                  .theResponse()
                  .header("strict-transport-security", "max-age=0");
              link.responder.answer("");
            });

    assertThat(answer)
        .containsOnlyOnce("\r\nstrict-transport-security: max-age=0\r\n")
        .doesNotContain("86400");
  }

  @Test
  void withoutTheOptionThereIsNone() {
    HttpsOptions https = OPTIONS.https();
    HttpOptions silent = OPTIONS.withHttps(https == null ? null : https.withHsts(null));

    assertThat(
            answer(silent, GET, (link, request) -> link.responder.take(link, request).answer("")))
        .doesNotContainIgnoringCase("strict-transport");
  }
}
