package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import weft.http.HttpOptions;
import weft.http.protocol.DateLine;

/// Heads as they go out.
class ResponseEncoderTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private static String headOf(RecordingLink.Script script) {
    return headOf(HttpOptions.DEFAULTS, script);
  }

  private static String headOf(HttpOptions options, RecordingLink.Script script) {
    RecordingLink link = new RecordingLink(options, script);
    link.receive(GET).flush();
    String answer = link.taken();
    link.close();
    return answer.substring(0, answer.indexOf("\r\n\r\n") + 2);
  }

  @Test
  void fieldsGoOutInTheirOrder() {
    String head =
        headOf((link, message) -> {
          link.responder
              .take(link, message)
              .theResponse()
              .status(404)
              .header("Content-Type", "text/plain")
              .addHeader("Set-Cookie", "a=b")
              .addHeader("Set-Cookie", "c=\u00e9")
              .header("X-Empty", "");
          link.responder.answer("x");
        });

    assertThat(head)
        .isEqualTo(
            String.join(
                "\r\n",
                "HTTP/1.1 404 Not Found",
                "Server: weft",
                "Date: Sun, 06 Nov 1994 08:49:37 GMT",
                "Content-Type: text/plain",
                "Set-Cookie: a=b",
                "Set-Cookie: c=\u00e9",
                "X-Empty: ",
                "Content-Length: 1",
                ""));
  }

  @Test
  void dateAndServerGiveWayToTheHandlers() {
    String head =
        headOf((link, message) -> {
          link.responder
              .take(link, message)
              .theResponse()
              .header("Date", "today")
              .header("server", "mine");
          link.responder.answer("");
        });

    assertThat(head)
        .isEqualTo("HTTP/1.1 200 OK\r\nDate: today\r\nserver: mine\r\nContent-Length: 0\r\n");
  }

  @Test
  void aFieldThatIsRefusedReplacesNone() {
    String head =
        headOf((link, message) -> {
          var response = link.responder.take(link, message).theResponse();
          for (String name : List.of("Date", "Server", "Upgrade")) {
            assertThatIllegalArgumentException()
                .isThrownBy(() -> response.header(name, "bad\r\nvalue"));
            assertThatIllegalArgumentException()
                .isThrownBy(() -> response.addHeader(name, "bad\r\nvalue"));
          }
          link.responder.answer("");
        });

    assertThat(head)
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nServer: weft\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                + "Content-Length: 0\r\n");
  }

  @Test
  void theServerFieldCanBeLeftOut() {
    assertThat(
            headOf(
                HttpOptions.DEFAULTS.withServerName(""),
                (link, message) -> link.responder.take(link, message).answer("")))
        .startsWith("HTTP/1.1 200 OK\r\nDate: ");
  }

  @Test
  void aStatusWithoutAPhraseStillHasItsSpace() {
    assertThat(
            headOf((link, message) -> {
              link.responder.take(link, message).theResponse().status(299);
              link.responder.answer("");
            }))
        .startsWith("HTTP/1.1 299 \r\n");
  }

  @Test
  void theDateIsThatOfTheClock() {
    DateLine date = DateLine.of(Instant.parse("2026-02-28T23:59:59.999Z"));

    assertThat(new String(date.bytes(), ISO_8859_1))
        .isEqualTo("Date: Sat, 28 Feb 2026 23:59:59 GMT\r\n");
  }

  @Test
  void aNewDateIsInTheNextHead() {
    AtomicLong nanos = new AtomicLong();
    AtomicReference<Instant> wall = new AtomicReference<>(Instant.ofEpochMilli(400));
    DateLine date = new DateLine(nanos::get, wall::get);
    ResponseEncoder encoder = new ResponseEncoder("", date);
    Responder responder = new Responder();
    ResponseFraming framing = new ResponseFraming();
    framing.decide(responder.theHead(), 0, false, false);

    encoder.encode(responder.theHead(), framing, true, false);
    String first = new String(encoder.text().bytes(), 0, encoder.text().length(), ISO_8859_1);
    nanos.set(599_999_999);
    wall.set(Instant.ofEpochMilli(999));
    encoder.encode(responder.theHead(), framing, true, false);
    assertThat(new String(encoder.text().bytes(), 0, encoder.text().length(), ISO_8859_1))
        .isEqualTo(first);
    nanos.set(600_000_000);
    wall.set(Instant.ofEpochMilli(1000));
    encoder.encode(responder.theHead(), framing, true, false);
    String second = new String(encoder.text().bytes(), 0, encoder.text().length(), ISO_8859_1);

    assertThat(first).contains("00:00:00 GMT");
    assertThat(second).contains("00:00:01 GMT");
  }

  @Test
  void numbersAreDecimal() {
    ByteText text = new ByteText();
    long[] numbers = {0, 9, 10, 99, 100, 101, 12_345, 999_999, 1_000_000, Long.MAX_VALUE};
    for (long number : numbers) {
      text.clear();
      text.addDecimal(number);
      assertThat(new String(text.bytes(), 0, text.length(), ISO_8859_1))
          .isEqualTo(Long.toString(number));
    }
  }

  @Test
  void largeHeadsGrowTheText() {
    ByteText text = new ByteText();
    for (int index = 0; index < 1000; index++) {
      text.add("0123456789");
    }

    assertThat(new String(text.bytes(), 0, text.length(), ISO_8859_1))
        .isEqualTo("0123456789".repeat(1000));
  }
}
