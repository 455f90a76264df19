package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import weft.http.Hsts;
import weft.http.HstsTest;
import weft.http.HttpOptions;

/// Where Strict-Transport-Security stands in what a server sends.
class HstsFieldTest {
  private static final String NAME = "strict-transport-security";
  private static final HttpOptions OPTIONS = HstsTest.overTls(Hsts.of(Duration.ofDays(1)));

  private static AnsweredStream get(HttpOptions options, Consumer<StreamExchange> handler) {
    MachineLink link = new MachineLink(options, handler).begun();
    link.client.get(1, "/");
    link.send();
    link.takeLines();
    AnsweredStream answer = link.stream(1);
    link.close();
    return answer;
  }

  /// "an HSTS Host SHOULD include in its response message an STS header field" ([RFC 6797
  /// §7.1](https://www.rfc-editor.org/rfc/rfc6797#section-7.1)).
  @Test
  void everyResponseOverTlsHasIt() {
    AnsweredStream answer = get(OPTIONS, MachineLink::greet);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.field(NAME)).isEqualTo("max-age=86400");
  }

  @Test
  void whatIsRefusedWithoutAHandlerHasItToo() {
    MachineLink link = new MachineLink(OPTIONS, MachineLink::hold).begun();
    link.client.headers(1, true, ":method", "CONNECT", ":authority", "example.com:443");
    link.send();
    link.takeLines();

    assertThat(link.stream(1).status()).isEqualTo(501);
    assertThat(link.stream(1).field(NAME)).isEqualTo("max-age=86400");
    link.close();
  }

  @Test
  void thatOfAHandlerWins() {
    AnsweredStream answer =
        get(
            OPTIONS,
            exchange -> {
              exchange.theResponse().header("Strict-Transport-Security", "max-age=0");
              exchange.answer("hello");
            });

    assertThat(answer.head)
        .filteredOn(line -> line.startsWith(NAME))
        .containsExactly(NAME + ": max-age=0");
  }

  @Test
  void withoutTlsThereIsNone() {
    assertThat(get(HttpOptions.DEFAULTS, MachineLink::greet).field(NAME)).isNull();
  }
}
